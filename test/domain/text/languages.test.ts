import { describe, expect, it } from 'vitest';
import { shareChart } from '../../../src/domain/chart/share-chart.ts';
import { timeChart } from '../../../src/domain/chart/time-chart.ts';
import { tradeoffChart } from '../../../src/domain/chart/tradeoff-chart.ts';
import type { Language } from '../../../src/domain/language.ts';
import type { RunRecord } from '../../../src/domain/record.ts';
import { answerLine } from '../../../src/domain/text/answer.ts';
import { probeTable } from '../../../src/domain/text/custom-text.ts';
import { goingText } from '../../../src/domain/text/going-text.ts';
import { priceLine } from '../../../src/domain/text/price.ts';
import { reportTables } from '../../../src/domain/text/report-table.ts';
import { rootMessage } from '../../../src/domain/text/root-message.ts';
import { storyLines } from '../../../src/domain/text/run-story.ts';
import { statusText } from '../../../src/domain/text/status-text.ts';
import { sweepAdvice, sweepLines } from '../../../src/domain/text/sweep-answer.ts';
import { sweepTable } from '../../../src/domain/text/sweep-table.ts';
import { tableText } from '../../../src/domain/text/table-text.ts';
import { whyPart } from '../../../src/domain/text/why-part.ts';
import { EVERY_RECORD } from '../../builders/every-record.ts';
import { EVERY_VIEW } from '../../builders/every-view.ts';
import { topologyOf } from '../run-record-fixture.ts';
import { brokenMarks, englishIn, fullWidthIn, lostNumbers } from './bilingual.ts';

/** Everything that the texts of this folder say of a record, by what says it. */
const TEXTS: Readonly<Record<string, (record: RunRecord, language: Language) => string[]>> = {
  'the answer': (record, language) =>
    record.sweep === undefined ? [answerLine(record, language)] : sweepLines(record, record.sweep, language),
  'the price': (record, language) => (record.sweep === undefined ? [priceLine(record, language)] : []),
  'the report': (record, language) => reportTables(record, language).map(tableText),
  'the sweep': (record, language) => {
    if (record.sweep === undefined) return [];
    const advice = sweepAdvice(record, record.sweep, language);
    return [tableText(sweepTable(record, record.sweep, language)), advice.kind === 'text' ? advice.text : ''];
  },
  'the reason': (record, language) => {
    const part = whyPart(record, topologyOf(), language);
    return part.kind === 'text' ? [part.text] : [];
  },
  'the story': (record, language) => storyLines(record, null, language),
  'the probes': (record, language) => {
    const table = probeTable(record, language);
    return table === null ? [] : [tableText(table)];
  },
  'the charts': (record, language) =>
    [timeChart, shareChart, tradeoffChart].flatMap((chart) => {
      const spec = chart(record, language);
      if (spec === null) return [];
      return [spec.title, spec.subtitle, spec.footer, spec.alt, spec.y_title];
    }),
};

const CASES = [
  ...Object.entries(EVERY_RECORD).flatMap(([name, record]) =>
    Object.entries(TEXTS).map(([what, textsOf]) => ({
      what: `${what} of a run: ${name}`,
      textsIn: (language: Language) => textsOf(record, language),
    })),
  ),
  ...Object.entries(EVERY_VIEW).map(([name, view]) => ({
    what: `the message of a run: ${name}`,
    textsIn: (language: Language) => {
      const { lines, context, text, tasks } = rootMessage(view, language);
      const steps = tasks?.tasks.flatMap(({ title, details }) => [title, details ?? '']) ?? [];
      return [...lines, ...context, text, tasks?.title ?? '', ...steps];
    },
  })),
  ...Object.entries(EVERY_VIEW).flatMap(([name, { request, state, progress }]) =>
    progress === null
      ? []
      : [
          {
            what: `what goes on in a run: ${name}`,
            textsIn: (language: Language) => [
              goingText({ request, state, progress }, language),
              statusText('lab', [{ request, state, progress, place: 0 }], language),
            ],
          },
        ],
  ),
];

describe.each(CASES)('$what', ({ textsIn }) => {
  const [english, japanese] = [textsIn('en'), textsIn('ja')];

  it('says as many things in Japanese, with each number of the English', () => {
    expect(japanese).toHaveLength(english.length);
    const lost = english.map((text, index) => lostNumbers(text, japanese[index] ?? ''));
    expect(lost.flat()).toEqual([]);
  });

  it('has no English left, nothing in full width and no mark that Slack would show', () => {
    for (const text of japanese) {
      expect({ english: englishIn(text), wide: fullWidthIn(text), marks: brokenMarks(text), text }).toEqual({
        ...{ english: [], wide: [], marks: [] },
        text,
      });
    }
  });
});

it.each(Object.entries(EVERY_RECORD))(
  'a chart describes a run in no more than 2,000 characters: %s',
  (_name, record) => {
    for (const language of ['en', 'ja'] as const) {
      for (const chart of [timeChart, shareChart, tradeoffChart]) {
        const alt = chart(record, language)?.alt ?? 'none';
        expect(alt.length).toBeLessThanOrEqual(2000);
        expect(alt).not.toBe('');
      }
    }
  },
);
