import type { Answer } from '../ask.ts';
import type { Recovery, Restore } from '../record.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import type { ThreadPart } from './message.ts';
import { personText, targetText } from './run-words.ts';

/** Says first that a target is not restored. */
export function notRestored(target: string): string {
  return `*${targetText(target)} is not restored.*`;
}

/**
 * Why a target is not restored, what is in the way, and every way to go on; without overwriting where that is what was
 * forbidden, since it would be so again.
 */
export function notRestoredLines(
  target: string,
  problem: Restore['problem'],
  { isOverwriteForbidden = false }: { isOverwriteForbidden?: boolean } = {},
): string[] {
  const recover = `/nlb recover ${escapeMrkdwn(target)}`;
  const why = escapeMrkdwn(problem?.message ?? '');
  if (problem === undefined || problem.differs.length === 0) {
    return [`${why} ${waysOf(problem?.code, recover)}`.trim()];
  }
  const overwrite = `• \`${keepOurs(target, problem.confirm)}\`: what was there before the run is written over it.`;
  return [
    `${why} Start no other run on it. What is in the way:`,
    ...bullets(problem.differs),
    'To go on, one of:',
    '• take that back: the bot restores the rest within 15 s;',
    `• \`${recover} keep=theirs\`: all stays as it is now, and the bot forgets the run's change;`,
    ...(isOverwriteForbidden ? [] : [overwrite]),
  ];
}

/** The command that writes over what somebody else changed; on a guarded target for exactly what `confirm` is of. */
export function keepOurs(target: string, confirm: string | null | undefined): string {
  return `/nlb recover ${escapeMrkdwn(target)} keep=ours${confirm ? ` confirm=${escapeMrkdwn(confirm)}` : ''}`;
}

function waysOf(code: string | undefined, recover: string): string {
  if (code === 'target_unfit') return `If there is still something to put back once that is mended: \`${recover}\`.`;
  if (code === 'target_forbidden') {
    return `Grant that; the bot tries again by itself every few minutes, or at once with \`${recover}\`.`;
  }
  return `The undo record is kept on the target; the bot tries again by itself, at first every 15 s, or at once with \`${recover}\`.`;
}

/** How a recovery ended. */
export function recoveryLines(target: string, recovery: Recovery): string[] {
  const { state, keep, differs, stays = [], asked_by } = recovery;
  const name = targetText(target);
  const by = asked_by === null ? 'by the bot itself' : `asked for by ${personText(asked_by)}`;
  const when = `at ${recovery.at.slice(11, 19)} UTC, ${by}`;
  if (state === 'FAILED') {
    const { code = '', message = '', confirm } = recovery;
    const problem = { code, message, differs, ...(confirm === undefined ? {} : { confirm }) };
    return [
      `:rotating_light: ${notRestored(target)} The recovery ${when}, stopped.`,
      ...notRestoredLines(target, problem, {
        isOverwriteForbidden: keep === 'ours' && code === 'target_forbidden',
      }),
    ];
  }
  if (state === 'KEPT') {
    const rest = differs.length === 0 ? [] : ['Not as it was before the run, and left so:', ...bullets(differs)];
    return [
      `:warning: ${name} stays as it is now (\`keep=theirs\`, ${when}); the undo record is gone, and what the run left unused is deleted.`,
      ...rest,
    ];
  }
  const how = stays.length === 0 ? 'is restored and verified' : 'is restored but for what only its owner writes';
  const head = `:leftwards_arrow_with_hook: ${name} ${how} (${keep === 'ours' ? '`keep=ours`, ' : ''}${when})`;
  const overwritten = differs.length === 0 ? [head] : [`${head}. What somebody else had changed:`, ...bullets(differs)];
  if (stays.length === 0) return overwritten;
  return [...overwritten, 'Still as somebody else left it, because only its owner writes it:', ...bullets(stays)];
}

/** The reply that tells a thread of a target that is not restored: an edited message notifies nobody. */
export function alarmPart(target: string, requestedBy: string, problem: Restore['problem']): ThreadPart {
  return {
    kind: 'text',
    text: [
      `:rotating_light: ${personText(requestedBy)} ${notRestored(target)}`,
      ...notRestoredLines(target, problem),
    ].join('\n'),
  };
}

/** The reply that tells a thread of a recovery. */
export function recoveryPart(target: string, requestedBy: string, recovery: Recovery): ThreadPart {
  return { kind: 'text', text: [personText(requestedBy), ...recoveryLines(target, recovery)].join('\n') };
}

/** What the person who asked for a recovery is told; `taken` and `nobody` are said of a question without an answer. */
export function recoveryAnswer(target: string, heard: Answer | { kind: 'taken' | 'nobody' }): string {
  const name = targetText(target);
  switch (heard.kind) {
    case 'nothing':
      return `Nothing to recover on ${name}: no run has left an undo record there.`;
    case 'busy':
      return `${name} is held by run \`${escapeMrkdwn(heard.holder)}\`, which puts it back itself when it ends. To end it now: \`/nlb cancel ${escapeMrkdwn(heard.holder)}\`.`;
    case 'recovered':
      return [
        ...recoveryLines(target, heard.recovery),
        `Run \`${escapeMrkdwn(heard.run)}\` had left it; its thread is told too.`,
      ].join('\n');
    case 'refused':
      return `:x: ${name} could not be recovered: ${escapeMrkdwn(heard.message)}`;
    case 'nobody':
      return `:x: No worker of ${name} answered, so nothing was done. Check that the worker runs, then ask again.`;
    default:
      return `${name} is being recovered; the thread of the run that left it tells how that ends. \`/nlb targets ${escapeMrkdwn(target)}\` shows how it stands.`;
  }
}

function bullets(lines: readonly string[]): string[] {
  return lines.map((line) => `• ${escapeMrkdwn(line)}`);
}
