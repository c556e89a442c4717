import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../state/model.ts';

/** The kinds of Socket Mode envelopes. */
export type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api';

/** How a delivery ended: acknowledged with a body, or the error that Slack shows to the user. `ms` is how long it took. */
export type Delivered =
  | { ok: true; body: JsonObject; ms: number }
  | { ok: false; error: 'operation_timeout' | 'dispatch_failed'; ms: number };

/** One connection to the app. */
export interface Line {
  send(text: string): void;
}

/** Slack waits this long for an acknowledgement, in milliseconds. */
export const ACK_TIMEOUT_MS = 3_000;
/** An envelope whose connection died is offered to later connections for this long, in milliseconds. */
const REDELIVER_FOR_MS = 60_000;

interface Pending {
  envelope: JsonObject;
  sentAt: number;
  line: Line | undefined;
  attempts: number;
  settle(outcome: Delivered): void;
}

/** Envelopes on their way: each goes to one connection, and to another if that one closes before the acknowledgement. */
export interface EnvelopeQueue {
  deliver(type: EnvelopeType, payload: JsonObject): Promise<Delivered>;
  acknowledge(envelopeId: string, body: JsonObject): void;
  addLine(line: Line): void;
  removeLine(line: Line): void;
  connected(): boolean;
  close(): void;
}

/** Creates an empty queue; lines take turns. */
export function createEnvelopeQueue(): EnvelopeQueue {
  const pending = new Map<string, Pending>();
  const timers = new Set<NodeJS.Timeout>();
  let lines: Line[] = [];

  const later = (ms: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timer.unref();
    timers.add(timer);
  };

  const send = (entry: Pending) => {
    const [line, ...others] = lines;
    entry.line = line;
    if (!line) return;
    lines = [...others, line];
    const retry = entry.attempts > 0 ? { retry_attempt: entry.attempts, retry_reason: 'timeout' } : {};
    entry.attempts += 1;
    line.send(JSON.stringify({ ...entry.envelope, ...retry }));
  };

  const giveUp = (id: string, entry: Pending) => {
    const sent = entry.attempts > 0;
    entry.settle({
      ok: false,
      error: sent ? 'operation_timeout' : 'dispatch_failed',
      ms: Math.round(performance.now() - entry.sentAt),
    });
    if (!sent) pending.delete(id);
  };

  return {
    deliver(type, payload) {
      const id = randomUUID();
      const { promise, resolve } = Promise.withResolvers<Delivered>();
      const envelope = { envelope_id: id, type, accepts_response_payload: type !== 'events_api', payload };
      const entry: Pending = { envelope, sentAt: performance.now(), line: undefined, attempts: 0, settle: resolve };
      pending.set(id, entry);
      send(entry);
      later(ACK_TIMEOUT_MS, () => giveUp(id, entry));
      later(REDELIVER_FOR_MS, () => pending.delete(id));
      return promise;
    },
    acknowledge(envelopeId, body) {
      const entry = pending.get(envelopeId);
      pending.delete(envelopeId);
      entry?.settle({ ok: true, body, ms: Math.round(performance.now() - entry.sentAt) });
    },
    addLine(line) {
      lines = [...lines, line];
      for (const entry of pending.values()) if (!entry.line) send(entry);
    },
    removeLine(line) {
      lines = lines.filter((other) => other !== line);
      for (const entry of pending.values()) if (entry.line === line) send(entry);
    },
    connected: () => lines.length > 0,
    close() {
      for (const timer of timers) clearTimeout(timer);
      for (const [id, entry] of pending) giveUp(id, entry);
      pending.clear();
    },
  };
}
