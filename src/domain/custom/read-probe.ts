import { durationIn } from '../duration.ts';
import { PLAN_LIMITS } from './custom-plan.ts';
import type { PlanProblem } from './plan-problem.ts';
import type { Place, PlanNode } from './plan-tree.ts';
import {
  COMPARISONS,
  MEASURES,
  type Measure,
  type Over,
  type Probe,
  SEVERITIES,
  type Severity,
  type Tolerance,
} from './probe.ts';
import { fieldsOf, oneOf } from './read-fields.ts';
import { isPlainTitle } from './read-title.ts';

/** A probe with the place of its name; `probe` is undefined where something is wrong with it. */
export interface ProbeRead {
  name: string | undefined;
  nameAt: Place;
  probe: Probe | undefined;
}

const KEYS = ['name', 'stats', 'promql', 'measure', 'over', 'tolerance', 'every', 'severity'] as const;
const EVERY = { min: 1000, max: 60_000 } as const;
const DEFAULT_EVERY_MS = 5000;
const QUERY_LENGTH = 1000;
const STATISTIC = /^[A-Za-z0-9_.:;@/-]{3,200}$/;
const OVERS: readonly string[] = ['each Pod', 'sum'];

export function readProbe(node: PlanNode, problems: PlanProblem[]): ProbeRead | null {
  const before = problems.length;
  const required = ['name', 'tolerance'];
  const fields = fieldsOf(node, { name: 'probes', keys: KEYS, required, of: 'probe' }, problems);
  if (fields === null) return null;
  const placeOf = (key: string): Place => fields.node(key)?.at ?? node.at;
  const name = fields.read('name', { kind: 'probe-name' }, (text) =>
    isPlainTitle(text) && text.length <= PLAN_LIMITS.name ? text : undefined,
  );
  const statistic = fields.read('stats', { kind: 'statistic' }, (text) => (STATISTIC.test(text) ? text : undefined));
  const query = fields.read('promql', { kind: 'promql' }, (text) =>
    text !== '' && text.length <= QUERY_LENGTH ? text : undefined,
  );
  const measure = fields.read('measure', { kind: 'one-of', options: MEASURES }, oneOf(MEASURES));
  const over = fields.read('over', { kind: 'one-of', options: OVERS }, overOf);
  const tolerance = fields.read('tolerance', { kind: 'tolerance' }, toleranceOf);
  const every_ms = fields.read('every', { kind: 'duration', ...EVERY }, (text) => {
    return durationIn(text.toLowerCase(), EVERY.min, EVERY.max) ?? undefined;
  });
  const severity = fields.read('severity', { kind: 'one-of', options: SEVERITIES }, oneOf(SEVERITIES));
  const [stats, promql] = [fields.node('stats'), fields.node('promql')];
  if (stats === undefined && promql === undefined)
    fields.wrong(node.at, { kind: 'missing', key: 'stats` / `promql', of: 'probe' });
  if (promql !== undefined) {
    for (const key of ['stats', 'measure', 'over'])
      if (fields.node(key) !== undefined) fields.wrong(placeOf(key), { kind: 'not-with', key, other: 'promql' });
  }
  const nameAt = placeOf('name');
  if (problems.length > before || name === undefined || tolerance === undefined) {
    return { name, nameAt, probe: undefined };
  }
  const source: Probe['source'] =
    query === undefined ? statsSource(statistic ?? '', measure, over) : { kind: 'promql', query };
  const fallback: Severity = 'note';
  return {
    name,
    nameAt,
    probe: { name, source, tolerance, every_ms: every_ms ?? DEFAULT_EVERY_MS, severity: severity ?? fallback },
  };
}

function statsSource(statistic: string, measure: Measure = 'value', over: Over = 'each'): Probe['source'] {
  return { kind: 'stats', statistic, measure, over };
}

function overOf(text: string): Over | undefined {
  const typed = text.toLowerCase().replaceAll(/[-_ ]+/g, ' ');
  return typed === 'each pod' || typed === 'each' ? 'each' : typed === 'sum' ? 'sum' : undefined;
}

/** A comparison, a number, and a unit that is only said: `<= 5`, `< 2.5 %`, `>= 10 /s`. */
function toleranceOf(text: string): Tolerance | undefined {
  const match = /^(<=|<|>=|>) *(-?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?) *(%|\/?[A-Za-z]{1,12}(?:\/[a-z]{1,6})?)?$/.exec(
    text,
  );
  const is = COMPARISONS.find((one) => one === match?.[1]);
  if (is === undefined) return undefined;
  return { is, limit: Number(match?.[2]), unit: match?.[3] ?? '' };
}
