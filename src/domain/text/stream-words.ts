import type { ClientSummary, StreamSummary } from '../record.ts';
import { failedRequests } from './arm-facts.ts';
import { sayCount, sayNumber } from './say-number.ts';

/** Streams that broke off after a message or more. */
export function cutStreams({ cut }: StreamSummary): number {
  return Object.values(cut).reduce((sum, count) => sum + count, 0);
}

/** The damage to streams in so many seconds: `24 streams cut (2.4/s, clients saw INTERNAL), 20 messages missed`. */
export function damageText(client: ClientSummary, streams: StreamSummary, seconds: number): string {
  const cut = cutStreams(streams);
  const unopened = failedRequests(client) - cut;
  const rest = unopened > 0 ? [`${sayCount(unopened, 'stream')} not opened`] : [];
  if (cut === 0) return ['no stream was cut', ...rest].join(', ');
  const rate = sayNumber(cut / Math.max(0.001, seconds));
  const others = cut - streams.cut_by_setting;
  const not = streams.cut_by_setting > 0 && others > 0 ? [`${others} of them not by max_stream_duration`] : [];
  const damage = `${sayCount(cut, 'stream')} cut (${rate}/s, clients saw ${Object.keys(streams.cut).join(', ')})`;
  return [damage, ...not, `${sayCount(streams.missed_messages, 'message')} missed`, ...rest].join(', ');
}

/** The same for a table's cell: `24, 20 messages missed`. */
export function damageCell({ streams }: ClientSummary): string {
  if (streams === undefined) return '-';
  const cut = cutStreams(streams);
  return cut === 0 ? '0' : `${cut}, ${sayCount(streams.missed_messages, 'message')} missed`;
}
