import type { AuditEvent } from '../domain/audit.ts';
import { errorMessage } from '../domain/error-message.ts';
import { AppError } from '../domain/errors.ts';
import type { RunRequest } from '../domain/run.ts';
import { wholeCommandText } from '../domain/text/command-text.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';

export interface AuditDeps {
  audit: AuditLog;
  clock: Clock;
  log: Log;
}

/** An event without what may be left out: its time, which is now, and what is null. */
export type Noted = Pick<AuditEvent, 'kind'> & Partial<Omit<AuditEvent, 'at' | 'kind'>>;

/**
 * Appends an event that must leave a trace before anything else is done.
 * @throws AppError `audit_unavailable`
 */
export async function noteOrRefuse(deps: AuditDeps, noted: Noted): Promise<void> {
  try {
    await append(deps, noted);
  } catch (cause) {
    const why = errorMessage(cause);
    throw new AppError('audit_unavailable', `The audit log did not take this request, so it is refused: ${why}`, {
      cause,
    });
  }
}

/** Appends an event of something that happens whether it can be noted or not, such as a restore. Never rejects. */
export async function note(deps: AuditDeps, noted: Noted): Promise<void> {
  await append(deps, noted).catch((cause: unknown) => {
    deps.log.warn('audit_entry_lost', { ...eventOf(deps, noted), reason: String(cause) });
  });
}

/** Does a request that changes something; a refusal is noted and thrown on. @throws AppError, as the work does */
export async function notingRefusal<T>(
  deps: AuditDeps,
  about: Omit<Noted, 'kind' | 'outcome'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    // Without an audit log a second try would only make the person wait.
    const code = cause instanceof AppError ? cause.code : 'internal';
    if (code !== 'audit_unavailable') await note(deps, { ...about, kind: 'refused', outcome: code });
    throw cause;
  }
}

/** What an entry says of a run that is asked for: who, where and what. */
export function aboutRun(request: RunRequest): Omit<Noted, 'kind'> {
  const { id, scenario, target, parameters, requested_by, thread } = request;
  const what = wholeCommandText(scenario, target, parameters, { seed: true });
  return { who: requested_by, channel: thread.channel, what, target, run: id };
}

/** Kept apart from the store, the log of the process has every entry too. */
async function append(deps: AuditDeps, noted: Noted): Promise<void> {
  const event = eventOf(deps, noted);
  await deps.audit.append(event);
  deps.log.info('audit', { ...event });
}

function eventOf({ clock }: AuditDeps, noted: Noted): AuditEvent {
  const nothing = { who: null, channel: null, what: null, target: null, run: null, outcome: null };
  // A press in the App Home comes from no channel.
  return { ...nothing, ...noted, channel: noted.channel || null, at: clock.wallIso() };
}
