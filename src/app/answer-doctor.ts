import { AppError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import { doctorText } from '../domain/text/doctor-text.ts';
import { escapeMrkdwn } from '../domain/text/escape-mrkdwn.ts';
import { wordsIn } from '../domain/text/words.ts';
import type { Diagnostics } from '../ports/diagnostics.ts';
import { showTargets, type TargetsDeps } from './answer-targets.ts';

export interface DoctorDeps extends TargetsDeps {
  /** Everything that the bot stands on, in the order in which it is told. */
  diagnostics: readonly Diagnostics[];
  /** Looked at after all else, which may come of what is only heard of in the meantime; told first. */
  lastly?: Diagnostics;
}

/**
 * Looks at everything that a run needs, side by side, and says what to mend. Touches nothing.
 * @returns the text, and whether all is well
 */
export async function lookAtAll(
  deps: DoctorDeps,
  key: string,
  patienceMs: number,
  language: Language = 'en',
): Promise<{ text: string; isWell: boolean }> {
  const [found, targets] = await Promise.all([
    Promise.all(deps.diagnostics.map((one) => one.look())),
    showTargets(deps, { target: null, key, language }, patienceMs).catch((cause: unknown) => {
      // Without Redis nobody can be asked, and that is what has to be told.
      if (cause instanceof AppError) {
        return { text: wordsIn(language).doctor.targetsProblem(escapeMrkdwn(cause.message)), usable: false };
      }
      throw cause;
    }),
  ]);
  const findings = [...((await deps.lastly?.look()) ?? []), ...found.flat()];
  const isWell = targets.usable && findings.every(({ ok }) => ok);
  return { text: [doctorText(findings, targets.usable, language), targets.text].join('\n\n'), isWell };
}
