import type { Language } from '../language.ts';
import type { RunParameters } from '../parameters.ts';
import { hasStreams } from '../workload.ts';
import { spokenValue } from './value-text.ts';
import { wordsIn } from './words.ts';

/** What each client does on its connection: `a request every 3 s`, `an endless server stream with a message every 3 s`. */
export function workloadText(
  parameters: Pick<RunParameters, 'rpc' | 'stream_ms' | 'interval_ms'>,
  language: Language = 'en',
): string {
  const { rpc, stream_ms, interval_ms } = parameters;
  const { titles, units } = wordsIn(language);
  const interval = units.duration(interval_ms);
  // A record of an earlier version has no kind.
  if (!hasStreams(parameters) || rpc === 'unary') return titles.requestEvery(interval);
  return stream_ms === null
    ? titles.endlessStream(rpc, interval)
    : titles.streamAfterStream(rpc, spokenValue(stream_ms, language), interval);
}

/** What the clients hold instead of sending requests: `server streams`; nothing where they do that. */
export function streamsText({ rpc }: Pick<RunParameters, 'rpc'>, language: Language = 'en'): string {
  return rpc !== undefined && rpc !== 'unary' ? wordsIn(language).titles.streams(rpc) : '';
}
