import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeMrkdwn } from '../../../src/adapters/slack/safe-mrkdwn.ts';
import { rootBlocks } from '../../../src/adapters/slack/slack-blocks.ts';
import { splitText } from '../../../src/domain/text/split-text.ts';
import { tableText } from '../../../src/domain/text/table-text.ts';

const MRKDWN = fc.string({
  unit: fc.constantFrom('a', '<', '>', '&', '&lt;', '<@U0AB>', '<#C0AB>', '<!here>', '```', '\n', ' ', '😀'),
  maxLength: 120,
});

describe('a safe text', () => {
  it('lets one person be mentioned, a channel named, and nothing else act', () => {
    fc.assert(
      fc.property(MRKDWN, (text) => {
        const rest = safeMrkdwn(text)
          .replaceAll(/<@[UW][A-Z0-9]+>|<#[CG][A-Z0-9]+>/g, '')
          .replaceAll(/&(amp|lt|gt);/g, '');
        expect(rest).not.toMatch(/[<>&]/);
      }),
    );
  });

  it('names a channel as it is', () => {
    expect(safeMrkdwn('in <#C0SRE>, not <#everybody> or <!channel>')).toBe(
      'in <#C0SRE>, not &lt;#everybody&gt; or &lt;!channel&gt;',
    );
  });

  it('is not escaped twice', () => {
    fc.assert(fc.property(MRKDWN, (text) => safeMrkdwn(safeMrkdwn(text)) === safeMrkdwn(text)));
  });
});

describe('a long text', () => {
  it('is cut into parts within the limit that leave nothing out, mentions and entities whole, code blocks closed', () => {
    fc.assert(
      fc.property(MRKDWN.map(safeMrkdwn), (text) => {
        const parts = splitText(text, 40);
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(40);
          expect(part).not.toMatch(/<[@#]?[A-Z0-9]*$|&[a-z]*$|[\ud800-\udbff]$/);
        }
        if (text.split('```').length % 2 === 1) {
          for (const part of parts) expect(part.split('```').length % 2).toBe(1);
        }
        const letters = (whole: string) => whole.replaceAll(/[\n `]/g, '');
        expect(letters(parts.join(''))).toBe(letters(text));
      }),
    );
  });
});

describe('blocks', () => {
  it('of a waiting run offer to cancel without a restore, of an ended run the other buttons', () => {
    const message = { run: 'r-1', text: '', lines: ['a'], context: [] };
    const waiting = rootBlocks({ ...message, state: 'queued', buttons: ['cancel'] });
    expect(JSON.stringify(waiting)).toContain('"text":"Cancel"');
    const ended = rootBlocks({ ...message, state: 'done', buttons: ['rerun', 'explain', 'raw'] });
    const ids = ended.flatMap((block) => (block.type === 'actions' ? block.elements : [])).map((e) => e.action_id);
    expect(ids).toEqual(['nlb_rerun', 'nlb_explain', 'nlb_raw']);
    expect(rootBlocks({ ...message, state: 'restoring', buttons: [] }).map(({ type }) => type)).toEqual(['section']);
  });

  it('of a table as text keep numbers aligned to the right', () => {
    const columns = [
      { title: 'Arm', align: 'left' as const },
      { title: 'N', align: 'right' as const },
    ];
    const text = tableText({ kind: 'table', caption: 'c', columns, rows: [['control', '7']], note: 'n' });
    expect(text).toBe('*c*\n```\nArm      N\ncontrol  7\n```\nn');
  });
});
