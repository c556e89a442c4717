import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TOPICS } from '../../src/domain/explain/topics.ts';
import { CLAIMS } from '../../src/domain/facts/claims.ts';
import { factsDocument } from '../../src/domain/facts/facts-document.ts';
import { brokenMarks, englishIn, fullWidthIn, lostNumbers, numbersIn } from './text/bilingual.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
/** Whose documentation a claim may rest on. */
const PUBLISHERS =
  /^https:\/\/(?:kubernetes\.io\/docs|www\.envoyproxy\.io\/docs|grpc\.io\/docs|github\.com\/grpc\/(?:grpc|proposal)|docs\.aws\.amazon\.com|kubernetes-sigs\.github\.io\/aws-load-balancer-controller)\//;

describe.each(CLAIMS)('the claim $id', ({ id, say, source }) => {
  it('has a sentence in both languages, with the same numbers and nothing left over or broken', () => {
    for (const text of Object.values(say)) expect(text.length).toBeGreaterThan(20);
    expect(say.en).toMatch(/[.)]$/);
    // It may be shown behind any other claim.
    expect(say.en).not.toMatch(/^(?:It|Its|That|These|They|This|Then)\b/);
    expect({
      lost: lostNumbers(say.en, say.ja),
      english: englishIn(say.ja),
      wide: fullWidthIn(say.ja),
      marks: [...brokenMarks(say.ja), ...brokenMarks(say.en)],
    }).toEqual({ lost: [], english: [], wide: [], marks: [] });
  });

  it('has a source: a page of documentation, or a document or test that is there', () => {
    expect(source.title.length).toBeGreaterThan(5);
    if (source.kind === 'documentation') {
      expect(source.url).toMatch(PUBLISHERS);
      return;
    }
    expect(source.path).toMatch(/^(?:docs\/[\w-]+\.md|test\/[\w/-]+\.test\.ts)$/);
    expect(existsSync(join(root, source.path)), source.path).toBe(true);
  });

  it('is said by a topic', () => {
    const said = Object.values(TOPICS).flatMap(({ lead, more }): string[] => [...lead, ...more]);
    expect(said).toContain(id);
  });
});

describe('what was measured here', () => {
  const told = CLAIMS.flatMap(({ id, say, source }) =>
    source.kind === 'measured' && source.path.endsWith('.md') ? [{ id, text: say.en, path: source.path }] : [],
  );

  it.each(told)('is in the document that $id names, number by number', ({ text, path }) => {
    const document = numbersIn(read(path));
    expect(numbersIn(text).filter((number) => !document.includes(number))).toEqual([]);
  });
});

describe('docs/facts.md', () => {
  it('is what the claims give: `npm run facts` writes it anew', () => {
    expect(read('docs/facts.md')).toBe(factsDocument());
  });

  it('has no claim twice', () => {
    expect(new Set(CLAIMS.map(({ id }) => id)).size).toBe(CLAIMS.length);
    expect(new Set(CLAIMS.map(({ say }) => say.en)).size).toBe(CLAIMS.length);
  });
});
