import { createRecommendReader, type RecommendCommand } from './advice/command-recommend.ts';
import { nearest } from './nearest.ts';
import { askedScale } from './parameters.ts';
import { type Correct, type Mistake, type Parsed, usage } from './parsed.ts';
import { quote } from './quote.ts';
import { readPair, type WrongPair } from './read-pair.ts';
import type { Scenario } from './scenario.ts';
import { withSetting } from './scenario-arms.ts';
import { findScenario, SCENARIOS } from './scenarios.ts';
import { completeSweep, isSweepPair, readSweepPair } from './sweep/sweep-keys.ts';
import type { SweepPlan } from './sweep/sweep-plan.ts';
import { hasStreams, type RpcKind } from './workload.ts';

/** A run that somebody asks for; a sweep is one with many values. */
export interface RunCommand {
  name: 'run';
  scenario: Scenario;
  given: ReadonlyMap<string, number | string | boolean>;
  target: string | null;
  dry: boolean;
  /** The beginning of the hash of the plan that is confirmed; null when none was given. */
  confirm: string | null;
  /** With `sweep`: what it tries in the place of one value. */
  sweep?: SweepPlan;
}

/** `run SCENARIO [key=value ...]`; the words are those after the command. */
export function parseRun(words: readonly string[], correct: Correct): Parsed<RunCommand> {
  const [name, ...pairs] = words;
  if (name === undefined || name.includes('=')) {
    return usage(`\`run\` needs a scenario: ${scenarioList()}.`, correct(['run max-connection-duration', ...words]));
  }
  const found = findScenario(name);
  if (found === undefined) return unknownScenario(name, pairs, correct);
  // What a value is depends on the setting, wherever in the line that stands.
  const scenario = withSetting(found, pairs.find((pair) => /^setting=/i.test(pair))?.slice('setting='.length));
  const given = new Map<string, number | string | boolean>();
  const wrong = readPairs(['run', scenario.name], pairs, (pair) => readPair(pair, scenario, given), correct);
  if (wrong !== null) return wrong;
  const head = ['run', scenario.name];
  return (
    withoutStream(head, pairs, given, correct) ??
    withoutMorePods(head, pairs, given, correct) ?? {
      ok: true,
      command: { name: 'run', scenario, given, ...takeFrame(given) },
    }
  );
}

/** Reads every pair; gives the first mistake with the line as it would be right, or null. `head` are the words before. */
function readPairs(
  head: readonly string[],
  pairs: readonly string[],
  read: (pair: string) => WrongPair | null,
  correct: Correct,
): Mistake | null {
  const joined = pairs.join(' ').replaceAll(/ ?= ?/g, '=');
  if (joined !== pairs.join(' ')) {
    return usage('`key=value` is written without spaces.', correct([...head, joined]));
  }
  for (const [index, pair] of pairs.entries()) {
    const wrong = read(pair);
    if (wrong === null) continue;
    const better = wrong.instead === null ? [] : [wrong.instead];
    return usage(wrong.message, correct([...head, ...pairs.slice(0, index), ...better, ...pairs.slice(index + 1)]));
  }
  return null;
}

/** The mistake of a stream's length where there is none; null when that is right. */
function withoutStream(
  head: readonly string[],
  pairs: readonly string[],
  given: ReadonlyMap<string, number | string | boolean>,
  correct: Correct,
): Mistake | null {
  if (!given.has('stream') || hasStreams({ rpc: given.get('rpc') as RpcKind | undefined })) return null;
  return usage(
    '`stream` is how long a stream lasts; it needs `rpc=server-stream` or `rpc=bidi-stream`.',
    correct([...head, ...pairs.filter((pair) => !/^rpc=/i.test(pair)), 'rpc=server-stream']),
  );
}

/** The mistake of a scale-out that adds no Pod; null when that is right. */
function withoutMorePods(
  head: readonly string[],
  pairs: readonly string[],
  given: ReadonlyMap<string, number | string | boolean>,
  correct: Correct,
): Mistake | null {
  const { from, to } = askedScale(given.get('from') as number | undefined, given.get('to') as number | undefined);
  if (to > from) return null;
  return usage(
    `\`from\` is ${from} and \`to\` is ${to}: a scale-out ends with more Pods than it begins with.`,
    correct([...head, ...pairs.filter((pair) => !/^to=/i.test(pair))]),
  );
}

/** Takes what is about a run as a whole out of what its parameters are. */
function takeFrame(given: Map<string, number | string | boolean>): {
  target: string | null;
  dry: boolean;
  confirm: string | null;
} {
  const target = (given.get('on') as string | undefined) ?? null;
  const dry = given.get('dry') === true;
  const confirm = (given.get('confirm') as string | undefined) ?? null;
  for (const key of ['on', 'dry', 'confirm']) given.delete(key);
  return { target, dry, confirm };
}

/** `recommend [key=value ...]`. */
export function parseRecommend(words: readonly string[], correct: Correct): Parsed<RecommendCommand> {
  const reader = createRecommendReader();
  return readPairs(['recommend'], words, reader.read, correct) ?? { ok: true, command: reader.command() };
}

/** `sweep SETTING values=... [key=value ...]`: a run of the setting's scenario with many values. */
export function parseSweep(words: readonly string[], correct: Correct): Parsed<RunCommand> {
  // People put a space after a comma.
  const [name, ...pairs] = words
    .join(' ')
    .replaceAll(/ *, */g, ',')
    .split(' ')
    .filter((word) => word !== '');
  const settings = SCENARIOS.filter(isSwept).map((scenario) => scenario.name);
  const listed = settings.map((setting) => `\`${setting}\``).join(' or ');
  if (name === undefined || name.includes('=')) {
    return usage(`\`sweep\` needs a setting: ${listed}.`, correct(['sweep max-connection-duration', ...words]));
  }
  const scenario = findScenario(name);
  if (scenario !== undefined && scenario.setting !== null && !isSwept(scenario)) {
    return usage(
      scenario.setting === 'max-requests'
        ? `\`sweep\` tries times, and \`${scenario.name}\` counts requests: compare single values of it with \`run\`.`
        : `\`sweep\` tries values of a setting with one restart each; \`${scenario.name}\` is one experiment: start it with \`run\`.`,
      correct(['run', scenario.name]),
    );
  }
  if (scenario?.setting == null) {
    const near = nearest(name.replaceAll('_', '-'), settings) ?? 'max-connection-duration';
    return usage(`${quote(name)} is no setting to sweep: ${listed}.`, correct(['sweep', near, ...pairs]));
  }
  const given = new Map<string, number | string | boolean>();
  const asked = new Map<string, number | number[]>();
  const head = ['sweep', scenario.name];
  const wrong = readPairs(
    head,
    pairs,
    (pair) => readSweepPair(pair, scenario, asked) ?? (isSweepPair(pair) ? null : readPair(pair, scenario, given)),
    correct,
  );
  const mistake = wrong ?? withoutStream(head, pairs, given, correct);
  if (mistake !== null) return mistake;
  const sweep = completeSweep(asked);
  if ('missing' in sweep) {
    const { missing, instead } = sweep;
    const example =
      instead === null ? `/nlb sweep ${scenario.name} values=1s,5s,15s` : correct([...head, instead, ...pairs]);
    return usage(missing, example);
  }
  return { ok: true, command: { name: 'run', scenario, given, ...takeFrame(given), sweep } };
}

/** A sweep orders its values by how long a connection lives; a number of requests is no time. */
function isSwept({ setting, movement }: Scenario): boolean {
  return movement === 'restart' && setting !== null && setting !== 'max-requests';
}

function unknownScenario(name: string, pairs: readonly string[], correct: Correct): Mistake {
  const near = nearest(
    name.replaceAll('_', '-'),
    SCENARIOS.map((candidate) => candidate.name),
  );
  return near === null
    ? usage(`There is no scenario ${quote(name)}. Scenarios: ${scenarioList()}.`, '/nlb run max-connection-duration')
    : usage(`There is no scenario ${quote(name)}. Did you mean \`${near}\`?`, correct(['run', near, ...pairs]));
}

function scenarioList(): string {
  return SCENARIOS.map((scenario) => `\`${scenario.name}\``).join(', ');
}
