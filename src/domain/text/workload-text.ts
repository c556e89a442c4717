import { speakDuration } from '../duration.ts';
import type { RunParameters } from '../parameters.ts';
import { hasStreams } from '../workload.ts';
import { spokenValue } from './value-text.ts';

const STREAMS = { 'server-stream': 'server stream', 'bidi-stream': 'bidirectional stream', unary: 'request' } as const;

/** What each client does on its connection: `a request every 3 s`, `an endless server stream with a message every 3 s`. */
export function workloadText(parameters: Pick<RunParameters, 'rpc' | 'stream_ms' | 'interval_ms'>): string {
  const { rpc, stream_ms, interval_ms } = parameters;
  const interval = speakDuration(interval_ms);
  if (!hasStreams(parameters)) return `a request every ${interval}`;
  const what = STREAMS[rpc];
  const stream =
    stream_ms === null ? `an endless ${what}` : `one ${what} of ${spokenValue(stream_ms)} after the other,`;
  return `${stream} with a message every ${interval}`;
}

/** What the clients hold instead of sending requests: `server streams`; nothing where they do that. */
export function streamsText(parameters: Pick<RunParameters, 'rpc'>): string {
  return hasStreams(parameters) ? `${STREAMS[parameters.rpc]}s` : '';
}
