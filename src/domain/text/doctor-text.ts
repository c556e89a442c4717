import type { Finding } from '../finding.ts';
import type { Language } from '../language.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { type Words, wordsIn } from './words.ts';

/** What a look at everything found, problems first; the targets' own lines come after it. */
export function doctorText(findings: readonly Finding[], targetsAreUsable: boolean, language: Language = 'en'): string {
  const { targets: words } = wordsIn(language);
  const problems = findings.filter(({ ok }) => !ok);
  const count = problems.length + (targetsAreUsable ? 0 : 1);
  const head = count === 0 ? words.allWell() : words.toMend(count, problems.length === 0);
  return [head, ...[...problems, ...findings.filter(({ ok }) => ok)].map((one) => line(one, words))].join('\n');
}

function line({ what, ok, says, fix }: Finding, words: Words['targets']): string {
  const text = escapeMrkdwn(words.finding(what, says));
  return ok ? `• ${text}` : `• *${text}* ${escapeMrkdwn(words.fix(fix ?? ''))}`;
}
