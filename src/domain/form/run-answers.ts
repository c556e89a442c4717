import type { Refusal } from '../allowed.ts';
import { parseCommand } from '../command.ts';
import type { CustomPlan } from '../custom/custom-plan.ts';
import { EXAMPLE_PLAN } from '../custom/example-plan.ts';
import type { ReadDocument } from '../custom/plan-tree.ts';
import { readCustomPlan } from '../custom/read-custom-plan.ts';
import { formatDuration } from '../duration.ts';
import type { Language } from '../language.ts';
import type { ParameterRule } from '../parameter-rules.ts';
import { PARAMETERS, ruleFor } from '../parameter-rules.ts';
import { completeParameters, type RunParameters } from '../parameters.ts';
import { takesKey } from '../read-pair.ts';
import { excessOf, type TargetLimits } from '../run-limits.ts';
import type { Scenario, ScenarioName } from '../scenario.ts';
import { withSetting } from '../scenario-arms.ts';
import { findScenario, SCENARIOS } from '../scenarios.ts';
import { problemLines } from '../text/custom-text.ts';
import { valueText } from '../text/value-text.ts';
import { wordsIn } from '../text/words.ts';
import { hasStreams } from '../workload.ts';
import { enteredIn, type FilledForm } from './form.ts';

/** What a person answers to the questions of a run. */
export interface RunAnswers {
  scenario: Scenario;
  target: string;
  /** As entered, by the key of a parameter; nothing is empty. */
  texts: ReadonlyMap<string, string>;
}

/** What the answers come to. */
export interface RunRead {
  /** What is wrong, by the key of its field, as plain text. */
  errors: ReadonlyMap<string, string>;
  /** The line that starts the same when it is typed, and the parameters that it gives; null while something is wrong. */
  run: { line: string; parameters: RunParameters } | null;
}

/** What nearly everybody chooses, in the order of the form. */
const FIRST_KEYS = ['plan', 'from', 'to', 'add', 'setting', 'value', 'clients', 'interval', 'restart', 'observe'];
/** What few people need. */
const FURTHER_KEYS = [
  ...['rpc', 'stream', 'jitter', 'max-stream-duration', 'drain-timeout'],
  ...['warmup', 'repeats', 'alpha', 'effect', 'tolerance', 'seed'],
];

/** The parameters that a scenario takes, those that few people need apart. */
export function rulesOf(scenario: Scenario): { first: ParameterRule[]; further: ParameterRule[] } {
  const of = (keys: readonly string[]): ParameterRule[] =>
    keys
      .map((key) => PARAMETERS.find((rule) => rule.key === key))
      .filter((rule): rule is ParameterRule => rule !== undefined && takesKey(rule, scenario))
      .map((rule) => ruleFor(rule, scenario));
  return { first: of(FIRST_KEYS), further: of(FURTHER_KEYS) };
}

/** The questions before anything was answered. */
export function noAnswers(target: string, asked: ScenarioName = 'max-connection-duration'): RunAnswers {
  const [first] = SCENARIOS;
  const scenario = findScenario(asked) ?? first;
  if (scenario === undefined) throw new Error('there is no scenario');
  return { scenario, target, texts: new Map(asked === 'custom' ? [['plan', EXAMPLE_PLAN]] : []) };
}

/** The answers in a form; `target` where it names none. */
export function answersIn(filled: FilledForm, target: string): RunAnswers {
  const texts = enteredIn(filled);
  const chosen = findScenario(texts.get('scenario') ?? '') ?? noAnswers(target).scenario;
  const scenario = withSetting(chosen, texts.get('setting'));
  const named = texts.get('on') ?? target;
  texts.delete('scenario');
  texts.delete('on');
  // As it was written to the last space: mistakes are told by their lines and columns.
  const plan = filled.values.get('plan');
  if (plan !== undefined && plan.trim() !== '') texts.set('plan', plan);
  // Where there was no field for a plan yet, one begins with an example.
  if (scenario.name === 'custom' && plan === undefined) texts.set('plan', EXAMPLE_PLAN);
  return { scenario, target: named, texts };
}

/** The answers that ask for a run again. Its seed is left out: the same draws would be no second try. */
export function answersOf(run: { scenario: ScenarioName; target: string; parameters: RunParameters }): RunAnswers {
  const { scenario } = noAnswers(run.target);
  const asked = withSetting(findScenario(run.scenario) ?? scenario, run.parameters.setting);
  const { parameters } = run;
  const texts = new Map<string, string>();
  for (const { key } of [...rulesOf(asked).first, ...rulesOf(asked).further]) {
    const text = TEXTS[key]?.(parameters) ?? null;
    if (text !== null) texts.set(key, text);
  }
  const isTold = (key: string): boolean =>
    ['plan', 'from', 'to', 'add', 'setting', 'value', 'clients', 'interval', 'restart'].includes(key);
  const given = givenIn(asked, texts).given;
  const told = [...texts].filter(([key]) => isTold(key) || !isRedundant(asked, given, key));
  return { scenario: asked, target: run.target, texts: new Map(told) };
}

/** How a run's parameters are written; null for what it has none of. */
const TEXTS: Readonly<Record<string, (run: RunParameters) => string | null>> = {
  plan: ({ custom }) => custom?.text ?? null,
  value: ({ value_ms, requests, option = null }) =>
    value_ms === null ? (requests?.toString() ?? option) : valueText(value_ms),
  from: ({ scale }) => scale?.from.toString() ?? null,
  to: ({ scale }) => scale?.to.toString() ?? null,
  add: ({ add_pods }) => add_pods?.toString() ?? null,
  setting: ({ setting = null }) => setting,
  clients: ({ clients }) => String(clients),
  interval: ({ interval_ms }) => formatDuration(interval_ms),
  restart: ({ restart }) => restart,
  observe: ({ observe_ms }) => durationText(observe_ms),
  rpc: ({ rpc }) => rpc,
  stream: ({ stream_ms }) => durationText(stream_ms),
  jitter: ({ jitter_percent }) => (jitter_percent === null ? null : `${jitter_percent}%`),
  'max-stream-duration': ({ max_stream_duration_ms }) => durationText(max_stream_duration_ms),
  'drain-timeout': ({ drain_timeout_ms }) => durationText(drain_timeout_ms),
  warmup: ({ warmup_ms }) => durationText(warmup_ms),
  repeats: ({ repeats }) => String(repeats),
  alpha: ({ alpha }) => String(alpha),
  effect: ({ effect }) => String(effect),
  tolerance: ({ tolerance }) => String(tolerance),
};

function durationText(ms: number | null): string | null {
  return ms === null ? null : formatDuration(ms);
}

/**
 * Reads the answers by the grammar of the typed line, so that a form starts what that line starts. `limits` are those of
 * the target; null where it is not known.
 */
export function readRun(
  answers: RunAnswers,
  limits: TargetLimits | null,
  language: Language,
  readTree: ReadDocument,
): RunRead {
  const { scenario, target, texts } = answers;
  const { given, wrong } = givenIn(scenario, texts);
  const { allowed, forms: say } = wordsIn(language);
  const errors = new Map([...wrong].map(([key, refusal]) => [key, say.mustBe(plain(allowed.mustBe(refusal)))]));
  const written = scenario.name === 'custom' ? readPlan(texts.get('plan'), limits, language, readTree) : null;
  if (written !== null && 'wrong' in written) errors.set('plan', written.wrong);
  if (given.has('stream') && !hasStreams({ rpc: given.get('rpc') as RunParameters['rpc'] | undefined })) {
    errors.set('stream', say.needsStreams());
  }
  if (errors.size > 0) return { errors, run: null };
  const pairs = [...given.keys()].filter((key) => !isRedundant(scenario, given, key));
  const words = ['run', scenario.name, ...pairs.map((key) => `${key}=${texts.get(key)}`), `on=${target}`];
  const line = words.join(' ');
  const parsed = parseCommand(line);
  if (!parsed.ok) return { errors: new Map([['scenario', plain(parsed.error.message)]]), run: null };
  const custom = written !== null && 'plan' in written ? written.plan : undefined;
  const parameters = completeParameters(scenario, given, 0, undefined, custom, limits ?? undefined);
  const excess = limits === null ? null : excessOf({ name: target, limits }, scenario.name, parameters);
  if (excess !== null) return { errors: new Map([[excess.key, plain(excess.message)]]), run: null };
  return { errors: new Map(), run: { line: `/nlb ${line}`, parameters } };
}

/** Problems that a field shows; there is no room for more. */
const SHOWN_PROBLEMS = 5;

function readPlan(
  text: string | undefined,
  limits: TargetLimits | null,
  language: Language,
  readTree: ReadDocument,
): { plan: CustomPlan } | { wrong: string } {
  if (text === undefined) return { wrong: wordsIn(language).custom.noPlan() };
  const read = readCustomPlan(text, readTree, limits?.observe_ms ?? null);
  if (read.ok) return { plan: read.plan };
  return { wrong: plain(problemLines(read.problems, language, SHOWN_PROBLEMS).join('\n')) };
}

/** What was entered, read; of what can not be read, what it must be. */
function givenIn(
  scenario: Scenario,
  texts: ReadonlyMap<string, string>,
): { given: Map<string, number | string | boolean>; wrong: Map<string, Refusal> } {
  const given = new Map<string, number | string | boolean>();
  const wrong = new Map<string, Refusal>();
  const { first, further } = rulesOf(scenario);
  for (const rule of [...first, ...further]) {
    const text = texts.get(rule.key);
    if (text === undefined || rule.kind === 'lines') continue;
    const read = rule.read(text);
    if (read.ok) given.set(rule.key, read.value);
    else wrong.set(rule.key, read.refusal);
  }
  return { given, wrong };
}

/** Whether a run is the same without one of its keys. */
function isRedundant(scenario: Scenario, given: ReadonlyMap<string, number | string | boolean>, key: string): boolean {
  const without = new Map(given);
  without.delete(key);
  const textOf = (one: typeof given): string => JSON.stringify(completeParameters(scenario, one, -1));
  return textOf(without) === textOf(given);
}

/** A sentence without the marks of mrkdwn, which a field does not show. */
function plain(text: string): string {
  return text.replaceAll('`', '');
}
