import { type Claim, isAbout } from '../facts/claim.ts';
import { claimsOf } from '../facts/claims.ts';
import type { Setting } from '../setting.ts';
import type { Topology } from '../topology.ts';
import { type TargetTopic, topicOf } from './topics.ts';

/** What was found of the target that a topic is explained for. */
export interface Found {
  topology: Topology;
  /**
   * The topic's setting in the target's configuration; null where it is not set, or where the topic has none, and
   * `unreadable` where the configuration does not say.
   */
  setting: Setting | 'unreadable' | null;
}

/** A topic, explained for one target. */
export interface Explanation {
  topic: TargetTopic;
  target: string;
  /** Null where the target did not answer; the claims then hold for every target. */
  found: Found | null;
  /** The first paragraph: what answers the question. */
  lead: Claim[];
  /** Shown to who asks for more. */
  more: Claim[];
  /** Whether a picture of the way to a Pod belongs to it. */
  needsPath: boolean;
}

/** The claims of a topic that are about this target, or all of them where it is not known. */
export function explanationOf(topic: TargetTopic, target: string, found: Found | null): Explanation {
  const { lead, more, needsPath } = topicOf(topic);
  const about = (claim: Claim): boolean => isAbout(claim, found?.topology ?? null);
  return {
    topic,
    target,
    found,
    lead: claimsOf(lead).filter(about),
    more: claimsOf(more).filter(about),
    needsPath,
  };
}
