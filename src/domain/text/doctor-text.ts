import type { Finding } from '../finding.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { sayCount } from './say-number.ts';

/** What a look at everything found, problems first; the targets' own lines come after it. */
export function doctorText(findings: readonly Finding[], targetsAreUsable: boolean): string {
  const problems = findings.filter(({ ok }) => !ok);
  const count = problems.length + (targetsAreUsable ? 0 : 1);
  const head =
    count === 0
      ? ':white_check_mark: *All is well*: a run can start.'
      : `:x: *${sayCount(count, 'problem')} to mend*${problems.length === 0 ? ', with the targets below' : ''}`;
  return [head, ...[...problems, ...findings.filter(({ ok }) => ok)].map(line)].join('\n');
}

function line({ what, ok, says, fix }: Finding): string {
  const text = `${escapeMrkdwn(what)}: ${escapeMrkdwn(says)}.`;
  return ok ? `• ${text}` : `• *${text}* ${escapeMrkdwn(fix ?? '')}`;
}
