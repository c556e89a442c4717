import type { IncomingMessage } from 'node:http';
import { AppError, ERROR_CODES } from '../../domain/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { KubeClient } from './kube-client.ts';
import { KubeError } from './kube-error.ts';
import type { KubeList, Metadata } from './kube-objects.ts';

/** Hears of a list of objects. */
export interface ListListener<T> {
  /** The whole list, by uid, after each single change. */
  onChange(objects: ReadonlyMap<string, T>): void;
  /** The list can no longer be followed; called at most once. */
  onLost(error: Error): void;
}

interface WatchEvent<T> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: T;
}

/** The API server closes a watch by itself after this long, so that none grows old. */
const WATCH_S = 240;
/** Bookmarks come about once a minute (kubernetes/enhancements 956): a stream silent for longer is dead. */
const SILENCE_MS = 100_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;
/** Failures for this long mean that the list is lost. */
const GIVE_UP_MS = 45_000;

/**
 * Lists, then watches from the list's version on, so that nothing in between is missed; comes back after a broken
 * stream from the last version seen, and lists anew when that version is gone (410).
 * Resolves with the first list. @throws AppError when the first list can not be read
 */
export async function followList<T extends { metadata: Metadata }>(
  { client, clock }: { client: KubeClient; clock: Clock },
  { path, query }: { path: string; query: Record<string, string> },
  listener: ListListener<T>,
  signal: AbortSignal,
): Promise<void> {
  let objects = new Map<string, T>();
  let version = '';
  let failedSince: number | null = null;
  let pause = FIRST_PAUSE_MS;

  async function list(): Promise<void> {
    const found = await client.json<KubeList<T>>({ path, query, signal });
    objects = new Map(found.items.map((object) => [object.metadata.uid, object]));
    version = found.metadata.resourceVersion;
    listener.onChange(objects);
  }

  function apply({ type, object }: WatchEvent<T>): void {
    if (type === 'ERROR') throw watchError(object, path);
    version = object.metadata.resourceVersion;
    if (type === 'BOOKMARK') return;
    if (type === 'DELETED') objects.delete(object.metadata.uid);
    else objects.set(object.metadata.uid, object);
    listener.onChange(objects);
  }

  async function watch(onOpen: () => void): Promise<void> {
    const parameters = {
      ...query,
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: version,
      timeoutSeconds: String(WATCH_S),
    };
    const stream = await client.stream({ path, query: parameters, signal });
    onOpen();
    stream.setTimeout(SILENCE_MS, () => stream.destroy(new Error(`nothing came for ${SILENCE_MS / 1000} s`)));
    for await (const line of linesOf(stream)) apply(JSON.parse(line) as WatchEvent<T>);
  }

  /** One stream from beginning to end, however it ends; throws what makes going on useless. */
  async function watchOnce(): Promise<void> {
    try {
      if (version === '') await list();
      await watch(() => {
        failedSince = null;
        pause = FIRST_PAUSE_MS;
      });
    } catch (cause) {
      if (signal.aborted) return;
      if (isGone(cause)) version = '';
      failedSince ??= clock.monotonicMs();
      if (isRefusal(cause) || clock.monotonicMs() - failedSince > GIVE_UP_MS) throw cause;
    }
  }

  async function follow(): Promise<void> {
    while (!signal.aborted) {
      await watchOnce();
      await clock.sleep(pause * (0.5 + Math.random() / 2), signal);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  await list();
  follow().catch((cause: unknown) => {
    if (!signal.aborted) listener.onLost(cause instanceof Error ? cause : new Error(String(cause)));
  });
}

async function* linesOf(stream: IncomingMessage): AsyncGenerator<string> {
  stream.setEncoding('utf8');
  let rest = '';
  for await (const chunk of stream as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
}

function watchError(object: unknown, path: string): KubeError {
  const {
    code = 0,
    reason = '',
    message = 'no message',
  } = object as { code?: number; reason?: string; message?: string };
  return new KubeError('target_unreachable', `The watch of ${path} ended: ${message}`, { status: code, reason });
}

function isGone(cause: unknown): boolean {
  return cause instanceof KubeError && cause.status === 410;
}

/** Trying again would be refused again. */
function isRefusal(cause: unknown): boolean {
  if (cause instanceof KubeError) return cause.status === 401 || cause.status === 403;
  // Credentials that can not be had, or that are refused although they are new.
  return cause instanceof AppError && !ERROR_CODES[cause.code].retryable;
}
