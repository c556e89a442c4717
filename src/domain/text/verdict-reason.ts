import type { Language } from '../language.ts';
import type { RecordVerdict } from '../record-arm.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { wordsIn } from './words.ts';

/** A gate that failed, as `judge` writes it. */
const GATE = /gate (.+?) failed: (.+?), limit (.+?)(?=; gate |$)/g;

/**
 * Why a verdict could not be reached, in mrkdwn. The record has it in English; in another language it is made anew from the
 * gates that it names and from the counts.
 */
export function verdictReason(verdict: RecordVerdict, language: Language = 'en'): string {
  return escapeMrkdwn(plainReason(verdict, language));
}

/** The same as plain text. */
export function plainReason(verdict: RecordVerdict, language: Language = 'en'): string {
  const { answer, spread, units } = wordsIn(language);
  if (language === 'en') return verdict.reason;
  if (verdict.name !== 'INVALID') {
    if (verdict.k < 2) return verdict.k === 1 ? answer.onePod() : answer.noPod();
    return verdict.n === 0 ? answer.noConnection() : verdict.reason;
  }
  const failed = [...verdict.reason.matchAll(GATE)];
  if (failed.length === 0) return verdict.reason;
  const said = (text: string | undefined, absent: string): string | null =>
    text === undefined || text === absent ? null : text;
  return failed
    .map(([, name = '', value, limit]) => spread.gateFailed(name, said(value, 'not measured'), said(limit, 'none')))
    .join(units.semicolon);
}
