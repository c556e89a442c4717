import { describe, expect, it } from 'vitest';
import type { Language } from '../../../src/domain/language.ts';
import { homePage } from '../../../src/domain/text/home-page.ts';
import type { HomeTarget } from '../../../src/domain/text/home-targets.ts';
import { storyLines } from '../../../src/domain/text/run-story.ts';
import { threadHelp } from '../../../src/domain/text/thread-help.ts';
import { LAB_PROFILE } from '../../builders/a-profile-view.ts';
import { EVERY_RECORD } from '../../builders/every-record.ts';
import { brokenMarks, englishIn, fullWidthIn, lostNumbers } from './bilingual.ts';

const TARGETS: HomeTarget[] = (['asked', null] as const).map((report, n) => ({
  name: `target-${n}`,
  isDefault: n === 0,
  profile: LAB_PROFILE,
  report,
  usedBy: null,
}));

/** The home tab of a bot that has done nothing yet. */
function emptyHome(language: Language, channel: string | null): string[] {
  const nothing = { running: [], waiting: [], approvals: [], runs: [], schedules: [] };
  const view = { ...nothing, now: '2026-11-23T15:00:00.000Z', page: 1, notice: null, channel, targets: TARGETS };
  return homePage(view, language).parts.flatMap((part) => ('text' in part ? [part.text] : []));
}

const CASES: [string, (language: Language) => string[]][] = [
  ...Object.entries(EVERY_RECORD).map(([name, record]): [string, (language: Language) => string[]] => [
    `the story of a run: ${name}`,
    (language) => storyLines(record, null, language),
  ]),
  ['the home tab', (language) => emptyHome(language, null)],
  ['the home tab of somebody who has run', (language) => emptyHome(language, 'C0SRE')],
  ['the words of a thread', (language) => threadHelp('r-7f3c', 'satus', language).split('\n')],
];

describe.each(CASES)('%s', (_name, textsOf) => {
  it('says as much in Japanese, with each number and no English left', () => {
    const [english, japanese] = [textsOf('en'), textsOf('ja')];
    expect(japanese).toHaveLength(english.length);
    expect(english.flatMap((text, index) => lostNumbers(text, japanese[index] ?? ''))).toEqual([]);
    for (const text of japanese) {
      const found = { english: englishIn(text), wide: fullWidthIn(text), marks: brokenMarks(text), text };
      expect(found).toEqual({ english: [], wide: [], marks: [], text });
    }
  });
});
