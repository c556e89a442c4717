import type { AuditChain, AuditEntry, AuditKind, RefusalReason } from '../audit.ts';
import { type HistoryCommand, historyLine } from '../command-runs.ts';
import type { ErrorCode } from '../errors.ts';
import { minuteText } from '../iso-time.ts';
import { doctor } from './en/doctor.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import { personText, targetText } from './run-words.ts';
import { sayCount } from './say-number.ts';

const KINDS: Readonly<Record<AuditKind, string>> = {
  asked: 'asked',
  refused: 'refused',
  approved: 'approved',
  rejected: 'rejected',
  expired: 'approval expired',
  cancelled: 'cancelled',
  started: 'started',
  restored: 'put back',
  ended: 'ended',
  scheduled: 'schedule changed',
  recovery: 'recovery asked',
  recovered: 'recovered',
};

/** Refusals in words; other error codes stand for themselves. */
const REASONS: Readonly<Partial<Record<RefusalReason | ErrorCode, string>>> = {
  own_approval: 'whoever asked can not approve',
  stale_approval: 'the time to approve was over',
  changed_plan: 'the target was no longer as the plan had it',
  plan_changed: 'the target was no longer as the plan had it',
  run_ended: 'the run had ended',
  not_waiting: "the run waited for nobody's approval",
  unknown_run: 'there was no such run',
  bad_signature: "the signature was not Slack's",
  old_timestamp: 'the request was older than 5 min',
  repeated_request: 'the request had come before',
  not_allowed: 'not on the allow-list of the target',
  other_channel: "the button was not of the run's channel",
  over_limit: 'more than the target allows',
  approval_missing: 'nobody had approved it',
  target_busy: 'the target was busy',
  target_unknown: 'there was no such target',
  audit_unavailable: 'it could not be noted in the audit log',
};

/** One page of the audit log, newest first, and whether the whole log is as it was written. */
export function auditText(
  { entries, total }: { entries: readonly AuditEntry[]; total: number },
  chain: AuditChain,
  asked: HistoryCommand & { audit: { run: string | null } },
): string {
  const whole = chainText(chain);
  if (total === 0) return [`The audit log has no entry${whereText(asked)}.`, whole].join('\n');
  const pages = Math.ceil(total / asked.limit);
  if (asked.page > pages) {
    const last = historyLine({ ...asked, page: pages });
    return `There is no page ${asked.page}: ${doctor.entries(total)} ${total === 1 ? 'fills' : 'fill'} ${sayCount(pages, 'page')}. Try: \`${last}\``;
  }
  const from = (asked.page - 1) * asked.limit;
  const range = entries.length === 1 ? `${from + 1}` : `${from + 1} to ${from + entries.length}`;
  return [
    `*Audit log${whereText(asked)}, newest first: ${range} of ${total}*`,
    ...entries.map(entryLine),
    ...(asked.page < pages ? [`Older: \`${historyLine({ ...asked, page: asked.page + 1 })}\``] : []),
    whole,
  ].join('\n');
}

function chainText({ entries, since, brokenAt }: AuditChain): string {
  if (brokenAt !== null) {
    return `:rotating_light: *The log is not as it was written: entry ${brokenAt} was changed or removed.* Compare it with the lines \`audit\` in the logs of bot and worker.`;
  }
  if (since === null) return 'The whole log is empty.';
  return `The whole log: ${doctor.entries(entries)} since ${minuteText(since)}, none changed or removed.`;
}

function whereText({ audit, target }: { audit: { run: string | null }; target: string | null }): string {
  const run = audit.run === null ? '' : ` of \`${escapeMrkdwn(audit.run)}\``;
  return `${run}${target === null ? '' : ` on ${targetText(target)}`}`;
}

function entryLine({ at, kind, who, channel, what, target, run, outcome }: AuditEntry): string {
  const place = channel === null ? '' : ` in <#${escapeMrkdwn(channel)}>`;
  const by = who === null ? '' : ` by ${personText(who)}`;
  const facts = [
    ...(what === null ? [] : [codeText(what)]),
    ...(target === null ? [] : [`on ${targetText(target)}`]),
    ...(run === null ? [] : [`run \`${escapeMrkdwn(run)}\``]),
    ...(outcome === null ? [] : [outcomeText(kind, outcome)]),
  ];
  const rest = facts.length === 0 ? '' : `: ${facts.join(' · ')}`;
  return `• ${minuteText(at)} *${KINDS[kind]}*${by}${place}${rest}`;
}

function outcomeText(kind: AuditKind, outcome: string): string {
  const reason = kind === 'refused' ? (REASONS as Record<string, string>)[outcome] : undefined;
  return reason ?? escapeMrkdwn(outcome);
}
