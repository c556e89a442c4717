import { type ExplainCommand, type ExplainTopicCommand, explainLine } from '../domain/explain/command-explain.ts';
import { type Explanation, explanationOf, type Found } from '../domain/explain/explanation.ts';
import { type TargetTopic, topicOf } from '../domain/explain/topics.ts';
import type { Language } from '../domain/language.ts';
import type { DoorAt } from '../domain/path/path-check.ts';
import { runPath } from '../domain/path/run-path.ts';
import type { SettingKind } from '../domain/setting.ts';
import { explainWords, explanationText, topicsText } from '../domain/text/explanation.ts';
import { wordsIn } from '../domain/text/words.ts';
import type { Topology } from '../domain/topology.ts';
import type { EnvoyConfig } from '../ports/envoy-config.ts';
import { knownTarget } from './answer-targets.ts';
import { type ExplainDeps, explainRun } from './explain-run.ts';
import { type ShowPathDeps, showPath, showRunPath } from './show-path.ts';
import { within } from './within.ts';

export interface ExplainAnswerDeps extends ExplainDeps, ShowPathDeps {
  defaultTarget: string;
  /** Reads the configuration of a target. */
  plan: (name: string) => { config: EnvoyConfig };
}

/** How long a target may take to be read before it is explained without it, in milliseconds. */
const LOOK_MS = 2000;

/** Who asked, and where. */
interface ExplainAsker {
  user: string;
  channel: string;
  key: string;
  language: Language;
}

/**
 * Explains a topic for a target, a run, or which topics there are. A target that can not be read is explained as any other;
 * of one that is, a picture of the path follows in the channel where that belongs to the topic.
 * @throws AppError `target_unknown`, `queue_unavailable`
 */
export async function answerExplain(
  deps: ExplainAnswerDeps,
  asker: ExplainAsker,
  command: ExplainCommand,
): Promise<string> {
  const { language } = asker;
  if ('run' in command) return answerRun(deps, asker, command.run);
  const target = targetOf(deps, command);
  const { topic } = command;
  if (topic === 'words') return explainWords(language);
  if (topic === null) return topicsText(target, language);
  const explanation = await explainTopic(deps, topic, target);
  const { found, needsPath } = explanation;
  // Who asks for more has the picture of the first answer above it; the path in letters is in this one.
  const isRepeat = command.more && command.check === null;
  if (found === null || !needsPath || isRepeat) return explanationText(explanation, command, language);
  const lines = { command: explainLine(command), checkCommand: explainLine({ ...command, check: true }) };
  const wish = { ...asker, ...lines, target, check: command.check, door: doorFor(topic) };
  // The answer does not wait for the worker, the connections and the picture.
  void showPath(deps, wish, found.topology);
  return explanationText(explanation, { ...command, isDrawn: true }, language);
}

/** A run's story, with a picture of where its connections ended where there is one. */
async function answerRun(deps: ExplainAnswerDeps, asker: ExplainAsker, run: string): Promise<string> {
  const { language } = asker;
  const text = await explainRun(deps, run, language);
  const record = (await deps.store.outcome(run))?.record;
  if (record === undefined || runPath(record) === null) return text;
  void showRunPath(deps, { ...asker, command: `/nlb explain run ${run}` }, record);
  return [text, wordsIn(language).path.follows()].join('\n');
}

/** Topics that are about what the balancer does are checked from its front. */
function doorFor(topic: TargetTopic): DoorAt {
  return topic === 'nlb' || topic === 'target-type' || topic === 'traffic-policy' ? 'service' : 'node';
}

/** A topic with what the target is at this moment. */
async function explainTopic(deps: ExplainAnswerDeps, topic: TargetTopic, target: string): Promise<Explanation> {
  return explanationOf(topic, target, await find(deps, topic, target));
}

function targetOf(deps: ExplainAnswerDeps, { target }: ExplainTopicCommand): string {
  return target === null ? deps.defaultTarget : knownTarget(deps, target);
}

/** Null where the target does not answer, or not in time. */
async function find(deps: ExplainAnswerDeps, topic: TargetTopic, name: string): Promise<Found | null> {
  const look = async (): Promise<Found> => {
    const topology = await deps.target(name).describe();
    const kind = topicOf(topic).setting;
    if (kind === undefined) return { topology, setting: null };
    return { topology, setting: settingOf(deps.plan(name).config, topology, kind) };
  };
  return within(
    deps.clock,
    LOOK_MS,
    look().catch(() => null),
  );
}

function settingOf(config: EnvoyConfig, { config: { document } }: Topology, kind: SettingKind): Found['setting'] {
  try {
    return config.read(document, kind);
  } catch {
    // A document that nobody can read is a fact about the target, and the topic is explained all the same.
    return 'unreadable';
  }
}
