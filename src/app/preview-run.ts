import { AppError } from '../domain/errors.ts';
import { type RunAnswers, readRun } from '../domain/form/run-answers.ts';
import type { RunPreview, TargetSight } from '../domain/form/run-preview.ts';
import type { Scenario } from '../domain/scenario.ts';
import type { AnswerDeps, Asker } from './answer-command.ts';
import { checkPerson, type Wanted } from './check-person.ts';
import type { Look } from './target-sights.ts';

/** What was found out for a preview. */
export interface Found {
  look: Look;
  /** Why the person may not change the target from here; null when they may, or nobody could tell. */
  refusal: string | null;
}

/** Asks the target and the allow-list side by side. Never rejects. */
export async function findOut(
  deps: Pick<AnswerDeps, 'allowOf' | 'groups'>,
  asker: Pick<Asker, 'user' | 'channel'>,
  wanted: Wanted,
  look: Promise<Look>,
): Promise<Found> {
  const [seen, refusal] = await Promise.all([look, refusalOf(deps, asker, wanted)]);
  return { look: seen, refusal };
}

async function refusalOf(
  deps: Pick<AnswerDeps, 'allowOf' | 'groups'>,
  asker: Pick<Asker, 'user' | 'channel'>,
  wanted: Wanted,
): Promise<string | null> {
  try {
    await checkPerson(deps, asker, wanted);
    return null;
  } catch (cause) {
    // Whoever can not be looked up now is looked up again when the form is sent.
    return cause instanceof AppError && cause.code === 'not_allowed' ? cause.message : null;
  }
}

/** The preview of a run with what was found out, or what is said while nothing was. */
export function previewRun(
  deps: Pick<AnswerDeps, 'targets' | 'profile' | 'needOf' | 'plan' | 'documents'>,
  answers: RunAnswers,
  found: Found | Extract<TargetSight, { kind: 'asking' | 'silent' }>,
  { language, channel }: Pick<Asker, 'language' | 'channel'>,
): RunPreview {
  const { target, scenario } = answers;
  const known = deps.targets.has(target);
  return {
    answers,
    channel,
    read: readRun(answers, deps.targets.get(target) ?? null, language, deps.documents.read),
    level: known ? deps.profile(target).class : null,
    need: known ? deps.needOf(target) : 'none',
    sight: 'look' in found ? sightOf(deps, target, scenario, found.look) : found,
    refusal: 'look' in found ? found.refusal : null,
  };
}

function sightOf(deps: Pick<AnswerDeps, 'plan'>, target: string, { setting }: Scenario, look: Look): TargetSight {
  if (!look.ok) return { kind: 'failed', message: look.message };
  const { topology, changedBy } = look;
  try {
    const found = setting === null ? null : deps.plan(target).config.read(topology.config.document, setting);
    return { kind: 'seen', topology, changedBy, found };
  } catch (cause) {
    return {
      kind: 'failed',
      message: cause instanceof AppError ? cause.message : 'its configuration can not be read.',
    };
  }
}
