import type { RunCommand } from '../domain/command-experiments.ts';
import type { CustomPlan } from '../domain/custom/custom-plan.ts';
import { readCustomPlan } from '../domain/custom/read-custom-plan.ts';
import type { Language } from '../domain/language.ts';
import type { TargetLimits } from '../domain/run-limits.ts';
import { problemLines } from '../domain/text/custom-text.ts';
import { escapeMrkdwn } from '../domain/text/escape-mrkdwn.ts';
import { wordsIn } from '../domain/text/words.ts';
import type { PlanDocuments } from '../ports/plan-documents.ts';

export interface PlanOfDeps {
  documents: PlanDocuments;
  targets: ReadonlyMap<string, TargetLimits>;
  defaultTarget: string;
  isShell: boolean;
}

/**
 * The plan of a command that has one: the text that came with it, or at a shell the file that it names. Without one, what
 * the person is told. Null for a command that needs none.
 * @throws AppError `plan_unreadable`
 */
export async function planOf(
  deps: PlanOfDeps,
  { scenario, given, target }: RunCommand,
  { text, language }: { text: string | undefined; language: Language },
): Promise<{ plan: CustomPlan } | { refused: string } | null> {
  if (scenario.name !== 'custom') return null;
  const { custom: say } = wordsIn(language);
  const file = given.get('plan');
  if (text === undefined && !deps.isShell) return { refused: say.openForm() };
  if (text === undefined && typeof file !== 'string') return { refused: say.needsFile() };
  const written = text ?? (await deps.documents.file(String(file)));
  const limits = deps.targets.get(target ?? deps.defaultTarget);
  const read = readCustomPlan(written, deps.documents.read, limits?.observe_ms ?? null);
  if (read.ok) return { plan: read.plan };
  return { refused: say.notRun(problemLines(read.problems, language).map(escapeMrkdwn).join('\n')) };
}
