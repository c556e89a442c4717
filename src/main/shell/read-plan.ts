import { createPlanDocuments } from '../../adapters/yaml/create-plan-documents.ts';
import { planOf } from '../../app/plan-of.ts';
import type { Command } from '../../domain/command.ts';
import { messageAndAdvice } from '../../domain/error-message.ts';
import type { Language } from '../../domain/language.ts';
import type { Config } from '../config.ts';

/**
 * The plan that a command names, or what is wrong with it or its file; null for a command without one. Found before
 * anything is started.
 */
export async function readPlan(
  command: Command,
  { targets, defaultTarget }: Config,
  language: Language,
): ReturnType<typeof planOf> {
  if (command.name !== 'run') return null;
  const limits = new Map(targets.map((profile) => [profile.name, profile.limits]));
  const deps = { documents: createPlanDocuments(), targets: limits, defaultTarget, isShell: true };
  try {
    return await planOf(deps, command, { text: undefined, language });
  } catch (cause) {
    return { refused: messageAndAdvice(cause) };
  }
}
