import { AppError } from '../../src/domain/errors.ts';
import type { FilePart, RootMessage, ThreadPart } from '../../src/domain/text/message.ts';
import type { Chat } from '../../src/ports/chat.ts';
import type { Clock } from '../../src/ports/clock.ts';

/** One run's message with its thread. */
export interface FakeThread {
  channel: string;
  ts: string;
  /** Every version of the root message, the first post included, with the clock's time. */
  versions: { at: number; message: RootMessage }[];
  parts: ThreadPart[];
}

type Method = keyof Chat;

interface Failing {
  retryAfterMs?: number;
  code?: 'chat_failed' | 'chat_closed';
  when?: (part: ThreadPart) => boolean;
}

export interface FakeChat extends Chat {
  readonly threads: FakeThread[];
  /** Messages in the channel that are no run's, with their threads. */
  readonly texts: { channel: string; ts: string; text: string; parts: ThreadPart[] }[];
  /** Files in the channel itself. */
  readonly files: { channel: string; file: FilePart }[];
  readonly told: { user: string; text: string }[];
  /** The next `count` calls of a method fail, with `chat_failed` unless another code is given. */
  fail(method: Method, count: number, options?: Failing): void;
  /** Somebody deletes the newest root message of a run, and with it the place of its thread. */
  remove(run: string): void;
  /** The thread of a run, the first where there are more. @throws Error when there is none */
  thread(run: string): FakeThread;
}

/** A chat in memory, whose posts appear at once. */
export function createFakeChat({ clock }: { clock: Clock }): FakeChat {
  const threads: FakeThread[] = [];
  const texts: FakeChat['texts'] = [];
  const files: FakeChat['files'] = [];
  const told: FakeChat['told'] = [];
  const faults = new Map<Method, Failing & { left: number }>();
  const removed = new Set<FakeThread>();

  function meetFault(method: Method, part?: ThreadPart): void {
    const fault = faults.get(method);
    if (fault === undefined || fault.left === 0 || (part !== undefined && fault.when?.(part) === false)) return;
    fault.left -= 1;
    const wait = fault.retryAfterMs;
    throw new AppError(
      fault.code ?? 'chat_failed',
      `Slack did not take ${method}.`,
      wait === undefined ? {} : { retryAfterMs: wait },
    );
  }

  function find(place: { channel: string; ts: string }): FakeThread {
    const found = threads.find((thread) => thread.channel === place.channel && thread.ts === place.ts);
    if (found !== undefined && !removed.has(found)) return found;
    throw new AppError('message_gone', `There is no message ${place.ts} in ${place.channel}.`);
  }

  return {
    threads,
    texts,
    files,
    told,
    fail: (method, count, options = {}) => void faults.set(method, { left: count, ...options }),
    remove(run) {
      const found = threads.findLast(({ versions }) => versions[0]?.message.run === run);
      if (found !== undefined) removed.add(found);
    },
    thread(run) {
      const found = threads.find(({ versions }) => versions[0]?.message.run === run);
      if (found === undefined) throw new Error(`there is no thread of ${run}`);
      return found;
    },
    async postRoot(channel, message) {
      meetFault('postRoot');
      const ts = `1700000000.${String(threads.length + 1).padStart(6, '0')}`;
      threads.push({ channel, ts, versions: [{ at: clock.monotonicMs(), message }], parts: [] });
      return ts;
    },
    async postText(channel, text) {
      meetFault('postText');
      const ts = `1700000001.${String(texts.length + 1).padStart(6, '0')}`;
      texts.push({ channel, ts, text, parts: [] });
      return ts;
    },
    async postFile(channel, file) {
      meetFault('postFile');
      files.push({ channel, file });
    },
    async updateRoot(place, message) {
      meetFault('updateRoot');
      find(place).versions.push({ at: clock.monotonicMs(), message });
    },
    async postPart(place, part) {
      meetFault('postPart', part);
      const text = texts.find(({ channel, ts }) => channel === place.channel && ts === place.ts);
      (text ?? find(place)).parts.push(part);
    },
    async tell(user, text) {
      meetFault('tell');
      told.push({ user, text });
    },
  };
}
