import type { Language } from '../language.ts';
import type { ClientSummary, StreamSummary } from '../record-arm.ts';
import { failedRequests } from './arm-facts.ts';
import { sayNumber } from './say-number.ts';
import { wordsIn } from './words.ts';

/** Streams that broke off after a message or more. */
export function cutStreams({ cut }: StreamSummary): number {
  return Object.values(cut).reduce((sum, count) => sum + count, 0);
}

/** The damage to streams in so many seconds: `24 streams cut (2.4/s, clients saw INTERNAL), 20 messages missed`. */
export function damageText(
  client: ClientSummary,
  streams: StreamSummary,
  seconds: number,
  language: Language = 'en',
): string {
  const { spread, units } = wordsIn(language);
  const cut = cutStreams(streams);
  const unopened = failedRequests(client) - cut;
  const rest = unopened > 0 ? [spread.notOpened(unopened)] : [];
  if (cut === 0) return [spread.noStreamCut(), ...rest].join(units.comma);
  const rate = sayNumber(cut / Math.max(0.001, seconds));
  const others = cut - streams.cut_by_setting;
  const not = streams.cut_by_setting > 0 && others > 0 ? [spread.cutByOthers(others)] : [];
  const damage = spread.streamsCut(cut, rate, Object.keys(streams.cut).join(', '));
  return [damage, ...not, spread.missed(streams.missed_messages), ...rest].join(units.comma);
}

/** The same for a table's cell: `24, 20 messages missed`. */
export function damageCell({ streams }: ClientSummary, language: Language = 'en'): string {
  if (streams === undefined) return '-';
  const cut = cutStreams(streams);
  return cut === 0 ? '0' : wordsIn(language).spread.cutCell(cut, streams.missed_messages);
}
