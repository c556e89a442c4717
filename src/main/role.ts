import { createLog } from '../adapters/system/log.ts';
import { messageAndAdvice } from '../domain/error-message.ts';
import type { Log } from '../ports/log.ts';
import { markReady, unmarkReady } from './ready-file.ts';

/** What a role gets to work with, and how it says what it has. */
export interface RoleContext {
  log: Log;
  /** Aborts when the role must end. */
  shutdown: AbortSignal;
  /** Ends the role with one line when something that it cannot do without is gone. */
  fail(message: string): void;
}

/** A started role: what to tell the supervisor, and how to end. */
export interface StartedRole {
  ready: Record<string, string | number>;
  stop(): Promise<void>;
  /** Hears what the supervisor says. */
  onMessage?(message: unknown): void;
}

/** After the supervisor died, nothing is worth waiting for longer. */
const ORPHAN_MS = 4000;
/** After SIGTERM a worker puts its target back first. */
const STOP_MS = 120_000;

/**
 * Runs a role as a process: starts it, says `ready` to its supervisor or, without one, by a file, ends it on SIGTERM, on SIGINT, and
 * when the supervisor has died. An error at the start is one line and exit code 1.
 */
export async function runRole(name: string, start: (context: RoleContext) => Promise<StartedRole>): Promise<void> {
  const supervised = process.send !== undefined;
  const log = createLog({ role: name, write: (line) => process.stderr.write(`${line}\n`) });
  const shutdown = new AbortController();
  let started: StartedRole | null = null;
  let code = 0;
  const end = async (patienceMs: number): Promise<void> => {
    if (shutdown.signal.aborted) return;
    shutdown.abort(new Error(`the ${name} ends`));
    if (!supervised) void unmarkReady(name);
    setTimeout(() => process.exit(1), patienceMs).unref();
    await started?.stop().catch((cause: unknown) => {
      process.stderr.write(`${name}: did not end as it should: ${messageAndAdvice(cause)}\n`);
      code = 1;
    });
    process.exit(code);
  };
  if (!supervised) await unmarkReady(name);
  const fail = (message: string): void => {
    process.stderr.write(`${name}: ${message}\n`);
    code = 1;
    void end(STOP_MS);
  };
  process.on('SIGTERM', () => void end(STOP_MS));
  // The supervisor alone decides the order in which its roles end, whoever else is interrupted.
  process.on('SIGINT', () => (supervised ? undefined : void end(STOP_MS)));
  process.on('disconnect', () => void end(ORPHAN_MS));
  process.on('unhandledRejection', (cause) =>
    fail(`unexpected error: ${cause instanceof Error ? cause.stack : String(cause)}`),
  );
  try {
    started = await start({ log, shutdown: shutdown.signal, fail });
    process.on('message', (message) => started?.onMessage?.(message));
    process.send?.({ type: 'ready', ...started.ready });
    if (!supervised) await markReady(name);
  } catch (cause) {
    process.stderr.write(`${name}: ${messageAndAdvice(cause)}\n`);
    process.exit(1);
  }
}
