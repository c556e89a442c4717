import type { RecordVerdict, RequestFailures } from './record-arm.ts';
import type { DurationSetting, Setting } from './setting.ts';

/** A smaller price for an even spread, computed from this run's own request interval. */
export interface Recommendation {
  setting: Setting;
  reconnects_per_s: number;
  /** How many times cheaper in reconnects than what was tried. */
  cheaper: number;
  command: string;
}

/** A setting of a sweep with its verdict and its price over all of its valid tries. */
export interface SweepSetting {
  name: string;
  setting: DurationSetting;
  tries: number;
  /** Tries whose gates failed; they are in no number here. */
  invalid: number;
  verdict: RecordVerdict;
  /** How long its tries were observed together, in milliseconds. */
  observed_ms: number;
  reconnects: number;
  /** `mean` in the long run, from the time between two connections of a client; `peak` in the fullest second. */
  reconnects_per_s: { mean: number; peak: number };
  rpcs: number;
  failed: number;
  /** The slowest try's; null when no request ended. */
  p99_ms: number | null;
  /**
   * `measured`: {@link ArmPrice.time_to_balance_ms} of each try. `within`: no later than this every client has picked anew, by the setting's own timer or by what was
   * measured, whichever is longer; null where no try counts. Milliseconds.
   */
  time_to_balance_ms: { measured: (number | null)[]; within: number | null };
  /** Why it is not to be recommended; null when it may be. */
  unfit: string | null;
  /** Whether no other fit setting is both cheaper and sooner even. */
  efficient: boolean;
}

/** What a sweep found. */
export interface SweepResult {
  /** Why it ended: every setting is decided, the budget is spent, or each was tried as often as is sensible. */
  stopped: 'decided' | 'budget' | 'rounds';
  settings: SweepSetting[];
  /** The arm's name of the setting that is recommended; null when none is. */
  recommended: string | null;
  /** Settings whose reconnects per second can not be told from the cheapest one's. */
  tied: string[];
  /** Why this one, or why none; one sentence for a person. */
  reason: string;
}

/** The requests of one kind of arm in the window that is compared, its repeats added up. */
export interface LossSide {
  requests: number;
  /** Those that failed, the sum of `failures`. */
  lost: number;
  failures: RequestFailures;
}

/** Of a scenario whose answer is what its clients lose: the control's losses beside the treatment's. */
export interface LossResult {
  /** Of each arm. */
  window: 'change' | 'observe';
  control: LossSide;
  treatment: LossSide;
  /** In which arm a larger share of a client's requests failed, once a repeat. */
  clients: { more_in_control: number; more_in_treatment: number; same: number };
  /** Of the sign test over those clients. */
  p_value: number;
}

/** An arm's connections, of all repeats, beside what its way to the Pods predicts. */
export interface WaySide {
  /** By Pod uid. */
  counts: Record<string, number>;
  /** The share of each Pod by the Service's settings. */
  predicted: Record<string, number>;
  /** Of the exact multinomial test of the counts against the arm's own predicted shares. */
  p_value: number;
  /** The same against the other arm's. */
  p_value_other: number;
}

/** What a run found whose treatment has another way to the Pods. */
export interface WayResult {
  control: WaySide;
  treatment: WaySide;
}
