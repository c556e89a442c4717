import { unknownField } from '../envoy-version.ts';
import type { Language } from '../language.ts';
import { BESIDE_FIELDS, type DurationSetting, isSet, JITTER_FIELD, type Setting } from '../setting.ts';
import { drawEvenly } from '../statistics/monte-carlo.ts';
import { mulberry32 } from '../statistics/mulberry32.ts';
import { type Words, wordsIn } from '../text/words.ts';
import type { Topology } from '../topology.ts';
import { type PredictedSetting, predictSetting, type Replay, replaySetting } from './predict-setting.ts';
import type { AskedAdvice } from './workload-keys.ts';

/** Something that no connection setting mends, or that has to be known beside one. */
export interface Caution {
  code:
    | 'endless-streams'
    | 'streams-cut'
    | 'too-few-clients'
    | 'heavy-client'
    | 'local-policy'
    | 'one-pod'
    | 'old-envoy'
    | 'too-soon'
    | 'workers';
  /** A sentence, plain text. */
  text: string;
}

/** What is recommended for a workload on a target, and what it would do. */
export interface Advice {
  asked: AskedAdvice;
  pods: number;
  /** The least price among the values that keep the goal; null where no value does. */
  best: (PredictedSetting & Replay) | null;
  /** Other values with their prediction, by value, for comparison. */
  others: PredictedSetting[];
  /** Why a value does not help here, if it does not. */
  blocked: Caution[];
  cautions: Caution[];
  /** Whether the configuration has the recommended value already, with all that goes with it. */
  already: boolean;
}

/** What is known of the target. */
export interface AdviceTarget {
  name: string;
  topology: Topology;
  /** `max_connection_duration` as it is configured; null when it is not. */
  found: Setting | null;
}

/** Values that people write into a configuration, in milliseconds. */
const ROUND_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400].map(
  (seconds) => 1000 * seconds,
);
const JITTER_PERCENT = 25;
/** Seed of the replays: the same question gets the same answer. */
const SEED = 20_261_126;
/** A skew of this much of one moment's connections is called one; product default of `tolerance`. */
const TOLERANCE = 1.5;
const DRAWS = 2000;

/**
 * The cheapest `max_connection_duration` that keeps what was asked for, from the model: the longest value after which
 * every client has picked anew within the time that is tolerated. Its price falls with the value, so the longest that
 * keeps the goal costs the least. With an Envoy that knows it, a jitter of 25 % is part of it: clients that a restart
 * brought together would otherwise come back together each time.
 */
export function advise(asked: AskedAdvice, target: AdviceTarget, language: Language = 'en'): Advice {
  const { advice: words, units } = wordsIn(language);
  const { topology, found } = target;
  const pods = topology.deployment.replicas;
  const withJitter = knowsJitter(target);
  const endless = !Number.isFinite(asked.stream_ms);
  const settingOf = (value_ms: number): DurationSetting => ({
    kind: 'max-connection-duration',
    value_ms,
    ...(withJitter ? { jitter_percent: JITTER_PERCENT } : {}),
    // Only this ends an endless stream; it is cut at the connection's own age, so that both go together.
    ...(endless ? { max_stream_duration_ms: value_ms } : {}),
  });
  const predicted = ROUND_MS.map((value_ms) => predictSetting(settingOf(value_ms), asked));
  const fit = predicted.filter((one) => one.within_ms <= asked.within_ms && one.cut_percent <= asked.errors_percent);
  const blocked = blockedBy(asked, target, fit.length, { words, units });
  const best = blocked.length > 0 ? null : (fit.at(-1) ?? null);
  const others = predicted.filter((one) => isNear(one, best ?? predicted[0], predicted));
  return {
    asked,
    pods,
    best: best === null ? null : { ...best, ...replaySetting(best.setting, asked, pods, SEED) },
    others,
    blocked,
    cautions: cautionsOf(asked, target, withJitter, words),
    already: best !== null && isSet(found, best.setting),
  };
}

/** The two values below and the one above. */
function isNear(one: PredictedSetting, best: PredictedSetting | undefined, all: readonly PredictedSetting[]): boolean {
  if (best === undefined || one === best) return false;
  const distance = all.indexOf(one) - all.indexOf(best);
  return distance >= -2 && distance <= 1;
}

function knowsJitter({ name, topology }: AdviceTarget): boolean {
  const asked: Setting = { kind: 'max-connection-duration', value_ms: 1000, jitter_percent: JITTER_PERCENT };
  return unknownField(asked, topology.envoy_version, name) === null;
}

/** What stands in the way of any value. */
function blockedBy(
  asked: AskedAdvice,
  target: AdviceTarget,
  fit: number,
  { words, units }: { words: Words['advice']; units: Words['units'] },
): Caution[] {
  const { topology } = target;
  const pods = topology.deployment.replicas;
  const blocked: Caution[] = [];
  if (pods < 2)
    blocked.push({
      code: 'one-pod',
      text: words.noPods(pods),
    });
  const local = localShares(topology);
  if (local !== null) {
    blocked.push({
      code: 'local-policy',
      text: words.localPolicy(local),
    });
  }
  if (!Number.isFinite(asked.stream_ms) && asked.errors_percent < 100) {
    blocked.push({
      code: 'endless-streams',
      text: words.endless(BESIDE_FIELDS.max_stream_duration_ms),
    });
  } else if (fit === 0 && pods >= 2) {
    blocked.push({
      code: 'too-soon',
      text: words.tooSoon(units.duration(asked.within_ms), asked.stream_ms !== 0),
    });
  }
  return blocked;
}

function cautionsOf(
  asked: AskedAdvice,
  { name, topology }: AdviceTarget,
  withJitter: boolean,
  words: Words['advice'],
): Caution[] {
  const pods = topology.deployment.replicas;
  const cautions: Caution[] = [];
  const uneven = unevenShare(asked.clients, pods);
  if (pods >= 2 && uneven > 0.05) {
    cautions.push({
      code: 'too-few-clients',
      text: words.fewClients(asked.clients, TOLERANCE, pods, Math.round(100 * uneven)),
    });
  }
  if (asked.heaviest_percent !== null && asked.heaviest_percent > (100 * TOLERANCE) / Math.max(1, pods)) {
    cautions.push({
      code: 'heavy-client',
      text: words.heavyClient(asked.heaviest_percent),
    });
  }
  if (asked.stream_ms > 0 && Number.isFinite(asked.stream_ms)) {
    cautions.push({
      code: 'streams-cut',
      text: words.streamsWait(),
    });
  }
  if (!withJitter) {
    cautions.push({
      code: 'old-envoy',
      text: words.oldEnvoy(topology.envoy_version, name, JITTER_FIELD),
    });
  }
  cautions.push({
    code: 'workers',
    text: words.workers(),
  });
  return cautions;
}

/** Pods by node, where Local policy makes them matter; null where they are even or do not matter. */
function localShares({ pods, service }: Topology): number[] | null {
  if (service.traffic_policy !== 'Local') return null;
  const byNode = new Map<string, number>();
  for (const { node } of pods) byNode.set(node, (byNode.get(node) ?? 0) + 1);
  const counts = [...byNode.values()].sort((a, b) => b - a);
  return new Set(counts).size > 1 ? counts : null;
}

/** How often random picks put {@link TOLERANCE} times the mean or more on one Pod, 0 to 1, drawn with a fixed seed. */
function unevenShare(clients: number, pods: number): number {
  const random = mulberry32(SEED);
  const counts = new Array<number>(pods).fill(0);
  let hits = 0;
  for (let draw = 0; draw < DRAWS; draw += 1) {
    drawEvenly(counts, clients, random);
    if (Math.max(...counts) >= (TOLERANCE * clients) / pods) hits += 1;
  }
  return hits / DRAWS;
}
