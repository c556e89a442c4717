import { probeOfGate } from '../custom/probe-gates.ts';
import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { RecordVerdict } from '../record-arm.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import { wordsIn } from './words.ts';

type GateName = keyof ReturnType<typeof wordsIn>['gates']['words'];

/** The gates that have words, without their arms. */
export const GATES_WITH_WORDS: readonly string[] = Object.keys(wordsIn('en').gates.words);

/** Why a run or one of its arms is not counted, and what to do about it; null where no gate that has words failed. */
export function gateFailure(
  gates: RunRecord['gates'],
  verdict: Pick<RecordVerdict, 'reason'> | null,
  language: Language = 'en',
): { what: string; todo: string } | null {
  const { gates: words, custom } = wordsIn(language);
  const failed = gates.find((gate) => !gate.ok && verdict?.reason.startsWith(`gate ${gate.name} failed`));
  const probe = failed === undefined ? null : probeOfGate(failed.name);
  if (failed !== undefined && probe !== null) {
    const value = failed.value === null ? null : String(failed.value);
    return {
      what: custom.gate(escapeMrkdwn(probe), value, codeText(String(failed.limit))),
      todo: custom.gateTodo(),
    };
  }
  const name = GATES_WITH_WORDS.find((known) => failed?.name.endsWith(` ${known}`)) as GateName | undefined;
  if (failed === undefined || name === undefined) return null;
  const { value, limit } = failed;
  const { what, todo } = words.words[name];
  const isMeasured = typeof value === 'number' && typeof limit === 'number';
  return { what: isMeasured ? what(value, limit) : words.notMeasured(name), todo };
}
