import type { Finding, Problem, Well } from '../finding.ts';
import type { Language } from '../language.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { wordsIn } from './words.ts';

/** What a look at everything found, problems first; the targets' own lines come after it. */
export function doctorText(findings: readonly Finding[], targetsAreUsable: boolean, language: Language = 'en'): string {
  const { doctor } = wordsIn(language);
  const problems = findings.filter((one): one is Problem => !one.ok);
  const well = findings.filter((one): one is Well => one.ok);
  const count = problems.length + (targetsAreUsable ? 0 : 1);
  return [
    count === 0 ? doctor.allWell() : doctor.toMend(count, problems.length === 0),
    ...problems.map((one) => {
      const { says, fix } = doctor.problem(one);
      return `• *${escapeMrkdwn(says)}* ${escapeMrkdwn(fix)}`;
    }),
    ...well.map((one) => `• ${escapeMrkdwn(doctor.well(one))}`),
  ].join('\n');
}
