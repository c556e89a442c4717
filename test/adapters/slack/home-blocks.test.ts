import { describe, expect, it } from 'vitest';
import { homeBlocks } from '../../../src/adapters/slack/home-blocks.ts';
import type { HomePart } from '../../../src/domain/home.ts';

const of = (...parts: HomePart[]) => homeBlocks({ parts });

describe('the blocks of a home tab', () => {
  it('are never more than a view takes', () => {
    const parts = Array.from({ length: 120 }, (_, n): HomePart => ({ kind: 'text', text: `part ${n}` }));
    expect(of(...parts)).toHaveLength(100);
  });

  it('have no text that is too long for its block', () => {
    expect(of({ kind: 'header', text: 'h'.repeat(200) })).toMatchObject([{ text: { text: 'h'.repeat(150) } }]);
    expect(of({ kind: 'small', text: 's'.repeat(2500) })).toMatchObject([{ elements: [{ text: 's'.repeat(2000) }] }]);
    const sections = of({ kind: 'text', text: 'a line of the list\n'.repeat(400) });
    expect(sections.length).toBeGreaterThan(1);
    for (const block of sections) expect(JSON.stringify(block).length).toBeLessThan(3200);
  });

  it('speak the language of the page in the buttons of its runs', () => {
    const parts: HomePart[] = [{ kind: 'run', run: 'r-7f3c', state: 'running', buttons: ['cancel'] }];
    expect(JSON.stringify(homeBlocks({ parts }))).toContain('Cancel and restore');
    expect(JSON.stringify(homeBlocks({ parts, language: 'ja' }))).toContain('キャンセルして復元');
  });
});
