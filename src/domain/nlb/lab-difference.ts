import type { Source } from '../facts/claim.ts';
import type { Language } from '../language.ts';
import type { NlbSettings } from './nlb-settings.ts';

type Said = Readonly<Record<Language, string>>;

/** A behaviour on the way to a Pod, on AWS and Kubernetes and in the lab. */
export interface LabDifference {
  id: string;
  /** What of the lab's Service it can be set by; none: it is as it is. */
  settings: readonly (keyof NlbSettings | 'trafficPolicy')[];
  behaviour: Said;
  aws: Said;
  lab: Said;
  why: Said;
  /** As a cell of a narrow table has it: what is so by default. */
  short: { aws: Said; lab: Said };
  /** Of what is said about AWS or Kubernetes. */
  source: Source;
}
