import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ChartSpec } from '../../domain/chart/chart-spec.ts';
import { errorMessage } from '../../domain/error-message.ts';
import { AppError } from '../../domain/errors.ts';
import type { ChartRenderer } from '../../ports/chart-renderer.ts';
import { fontStatus } from './fonts.ts';
import type { RenderAnswer } from './render-worker.ts';

/** How charts are drawn. */
export interface ChartRendererConfig {
  /** A folder with font files that have Latin and Japanese glyphs; the default is the shipped font. */
  fontDir?: string;
  /** How long one chart may take, in milliseconds. */
  timeoutMs?: number;
  /** The program of the drawing thread; it answers each specification with a {@link RenderAnswer}. */
  program?: URL;
}

const TIMEOUT_MS = 20_000;

// The thread's program is TypeScript where this file is, and JavaScript where this file has been compiled.
const PROGRAM = new URL(`./render-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Draws charts one after the other in a thread of its own, so that the event loop stays free. The thread starts with
 * the first chart; after a crash or a timeout the next chart gets a new one.
 */
export function createChartRenderer(config: ChartRendererConfig = {}): ChartRenderer {
  const { timeoutMs = TIMEOUT_MS, program = PROGRAM } = config;
  let thread: Worker | null = null;
  let hasJapanese: boolean | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  const closing = new AbortController();

  const start = () => {
    const started = new Worker(program, { workerData: { fontDir: config.fontDir } });
    started.once('exit', () => {
      if (thread === started) thread = null;
    });
    // An idle thread must neither keep the process alive nor end it; a busy one has listeners of its own.
    started.on('error', () => undefined);
    started.unref();
    thread = started;
    return started;
  };

  const stop = async () => {
    const stopped = thread;
    thread = null;
    await stopped?.terminate();
  };

  const draw = async (spec: ChartSpec): Promise<Buffer> => {
    let answer: RenderAnswer;
    try {
      closing.signal.throwIfAborted();
      answer = await ask(thread ?? start(), spec, AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]));
    } catch (error) {
      await stop();
      throw failed(spec, error);
    }
    if ('error' in answer) throw failed(spec, new Error(answer.error));
    return Buffer.from(answer.png);
  };

  return {
    render(spec) {
      const drawn = queue.then(() => draw(spec));
      queue = drawn.catch(() => undefined);
      return drawn;
    },
    canWrite(language) {
      if (language === 'en') return true;
      hasJapanese ??= fontStatus(config.fontDir).japanese;
      return hasJapanese;
    },
    async close() {
      closing.abort(new Error('the chart renderer has been closed'));
      await queue;
      await stop();
    },
  };
}

/** One specification to the thread, one answer back; rejects when the thread ends or the signal fires before that. */
async function ask(thread: Worker, spec: ChartSpec, signal: AbortSignal): Promise<RenderAnswer> {
  const done = new AbortController();
  thread.ref();
  try {
    return await new Promise((resolve, reject) => {
      const until = { signal: done.signal };
      once(thread, 'message', until).then(([answer]) => resolve(answer as RenderAnswer), reject);
      once(thread, 'exit', until).then(([code]) => reject(new Error(`its thread ended with code ${code}`)), reject);
      signal.addEventListener('abort', () => reject(signal.reason), until);
      thread.postMessage(spec);
    });
  } finally {
    done.abort();
    thread.unref();
  }
}

function failed(spec: ChartSpec, cause: unknown): AppError {
  const reason = errorMessage(cause);
  return new AppError('chart_failed', `The ${spec.kind} chart "${spec.title}" could not be drawn: ${reason}.`, {
    cause,
  });
}
