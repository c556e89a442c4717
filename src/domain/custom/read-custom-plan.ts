import { settingText } from '../setting.ts';
import { type CustomArm, type CustomPlan, PLAN_LIMITS } from './custom-plan.ts';
import type { PlanProblem } from './plan-problem.ts';
import type { Place, ReadDocument } from './plan-tree.ts';
import { type ArmRead, armOf, readArm } from './read-arm.ts';
import { fieldsOf, itemsOf } from './read-fields.ts';
import { type ProbeRead, readProbe } from './read-probe.ts';
import { isPlainTitle } from './read-title.ts';

export type PlanRead = { ok: true; plan: CustomPlan } | { ok: false; problems: PlanProblem[] };

const KEYS = ['title', 'arms', 'probes'] as const;
const START: Place = { line: 1, column: 1 };

/**
 * Reads a plan, or gives everything that is wrong with it, from the top down. `read` is the document that `text` is;
 * `mostObserveMs` is what the target allows of an arm, null where it is not known.
 */
export function readCustomPlan(text: string, read: ReadDocument, mostObserveMs: number | null): PlanRead {
  const most = PLAN_LIMITS.text;
  if (text.length > most) return failed([{ at: START, wrong: { kind: 'too-long', length: text.length, most } }]);
  const document = read(text);
  if (!document.ok) {
    return failed(document.problems.map(({ at, message }) => ({ at, wrong: { kind: 'syntax', message } })));
  }
  const problems: PlanProblem[] = [];
  const required = ['title', 'arms'];
  const fields = fieldsOf(document.tree, { name: 'plan', keys: KEYS, required, of: 'plan' }, problems);
  if (fields === null) return failed(problems);
  const title = fields.read('title', { kind: 'title' }, (one) =>
    isPlainTitle(one) && one.length <= PLAN_LIMITS.title ? one : undefined,
  );
  const arms = itemsOf(fields.node('arms'), 'arms', [1, PLAN_LIMITS.arms], problems)
    .map((node) => readArm(node, problems))
    .filter((arm) => arm !== null);
  const probes = itemsOf(fields.node('probes'), 'probes', [0, PLAN_LIMITS.probes], problems)
    .map((node) => readProbe(node, problems))
    .filter((probe) => probe !== null);
  checkNames(arms, probes, problems);
  checkJudged(arms, problems);
  checkSettings(arms, problems);
  for (const arm of arms) {
    if (mostObserveMs === null || (arm.observe_ms ?? 0) <= mostObserveMs) continue;
    problems.push({ at: arm.observeAt, wrong: { kind: 'observe-limit', most: mostObserveMs } });
  }
  const readArms = arms.map(armOf).filter((arm): arm is CustomArm => arm !== undefined);
  if (problems.length > 0 || title === undefined) return failed(problems);
  return {
    ok: true,
    plan: {
      text,
      title,
      judged: judgedOf(arms),
      arms: readArms,
      probes: probes.flatMap(({ probe }) => (probe === undefined ? [] : [probe])),
    },
  };
}

function failed(problems: PlanProblem[]): PlanRead {
  const inOrder = problems.toSorted((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
  return { ok: false, problems: inOrder };
}

function checkNames(arms: readonly ArmRead[], probes: readonly ProbeRead[], problems: PlanProblem[]): void {
  const [first] = arms;
  if (first?.name !== undefined && first.name !== 'control') {
    const wrong = { kind: 'value', key: 'name', got: first.name, expected: { kind: 'first-arm' }, near: null } as const;
    problems.push({ at: first.nameAt, wrong });
  }
  for (const named of [arms, probes]) {
    const seen = new Set<string>();
    for (const { name, nameAt } of named) {
      if (name === undefined) continue;
      if (seen.has(name.toLowerCase())) problems.push({ at: nameAt, wrong: { kind: 'same-name', name } });
      seen.add(name.toLowerCase());
    }
  }
}

function checkJudged(arms: readonly ArmRead[], problems: PlanProblem[]): void {
  const [first, ...more] = arms.filter(({ judged }) => judged);
  for (const arm of more) problems.push({ at: arm.at, wrong: { kind: 'one-judged', name: first?.name ?? '' } });
}

/** The arm that says so, else `treatment`, else the last. */
function judgedOf(arms: readonly ArmRead[]): string {
  const judged = arms.find((arm) => arm.judged) ?? arms.find(({ name }) => name === 'treatment') ?? arms.at(-1);
  return judged?.name ?? '';
}

/** A configuration stays until the next restart, so an arm that restarts nothing has that of the arm before. */
function checkSettings(arms: readonly ArmRead[], problems: PlanProblem[]): void {
  let before: string | undefined = 'none';
  for (const { at, name, change, setting } of arms) {
    const own: string | undefined =
      setting === undefined ? undefined : setting === null ? 'none' : settingText(setting);
    const restarts = change === 'rolling' || change === 'burst';
    if (own !== undefined && before !== undefined && change !== undefined && own !== before && !restarts)
      problems.push({ at, wrong: { kind: 'needs-restart', arm: name ?? '', before } });
    before = own;
  }
}
