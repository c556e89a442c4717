import type { Source } from '../facts/claim.ts';
import type { Language } from '../language.ts';
import { FLOW_DIFFERENCES } from './lab-flow-differences.ts';
import { ROUTING_DIFFERENCES } from './lab-routing-differences.ts';
import { TARGET_DIFFERENCES } from './lab-target-differences.ts';

/** Where the lab's way to a Pod differs from that of an EKS cluster behind an NLB, and where it is the same though one may ask. */
export const LAB_DIFFERENCES = [...ROUTING_DIFFERENCES, ...TARGET_DIFFERENCES, ...FLOW_DIFFERENCES] as const;

/** A difference in one language: mrkdwn, phrases, and a sentence that says why. */
export interface LabDifferenceRow extends Record<'behaviour' | 'aws' | 'lab' | 'why', string> {
  short: { aws: string; lab: string };
  source: Source;
}

/** Where the lab differs, in a language. */
export function labDifferences(language: Language): LabDifferenceRow[] {
  return LAB_DIFFERENCES.map(({ behaviour, aws, lab, why, short, source }) => ({
    behaviour: behaviour[language],
    aws: aws[language],
    lab: lab[language],
    why: why[language],
    short: { aws: short.aws[language], lab: short.lab[language] },
    source,
  }));
}
