import { describe, expect, it } from 'vitest';
import { rootBlocks } from '../../../src/adapters/slack/slack-blocks.ts';
import { dataTableBlocks, tableBlocks } from '../../../src/adapters/slack/table-blocks.ts';
import type { ShownMessage } from '../../../src/main/shell/control-client.ts';
import { plainMessage, plainText, shellText } from '../../../src/main/shell/plain-message.ts';

function message(blocks: unknown[], changed: Partial<ShownMessage> = {}): ShownMessage {
  return {
    ts: '1.1',
    thread_ts: null,
    user: 'U1',
    text: '',
    blocks: blocks as Record<string, unknown>[],
    metadata: null,
    files: [],
    ...changed,
  };
}

describe('plainText', () => {
  it.each([
    [':white_check_mark: *max 1s repairs* the skew on `lab`', 'max 1s repairs the skew on lab'],
    [':x: The queue did not take this run', 'The queue did not take this run'],
    ['asked by <@U0KATO> and <@U1|alice>', 'asked by @U0KATO and @alice'],
    ['a &lt; b &amp;&amp; c &gt; d', 'a < b && c > d'],
    ['&amp;lt; stays', '&lt; stays'],
    ['warm-up `2 * interval` is *long*', 'warm-up 2 * interval is long'],
    ['at 14:02:11: ::ffff:10.0.0.1:8080', 'at 14:02:11: ::ffff:10.0.0.1:8080'],
  ])('%j is %j', (mrkdwn, plain) => {
    expect(plainText(mrkdwn)).toBe(plain);
  });

  it('leaves a block of code as it is', () => {
    expect(plainText('*Diff*\n```\n- a: *x :smile: `y`\n+ b: &lt;1&gt;\n```\n*end*')).toBe(
      'Diff\n- a: *x :smile: `y`\n+ b: <1>\n\nend',
    );
  });
});

describe('plainMessage', () => {
  it("shows a run's root message as the bot sends it, without its buttons", () => {
    const root = rootBlocks({
      run: 'r-7f3c0a12',
      state: 'running',
      text: 'notification',
      lines: [':hourglass: *observe control*', 'Connections now `20 / 0 / 0`'],
      context: ['run `r-7f3c0a12`', 'by <@U0KATO>'],
      buttons: ['cancel'],
    });
    expect(plainMessage(message(root, { text: 'notification' }))).toEqual([
      'observe control',
      'Connections now 20 / 0 / 0',
      'run r-7f3c0a12',
      'by @U0KATO',
    ]);
  });

  it('shows a list of steps in one line', () => {
    const tasks = [
      { id: 'preflight', title: 'preflight', status: 'complete' as const, details: null },
      { id: 'control', title: 'control', status: 'error' as const, details: 'ended early' },
      { id: 'restore', title: 'restore', status: 'in_progress' as const, details: null },
      { id: 'report', title: 'report', status: 'pending' as const, details: null },
    ];
    const root = rootBlocks(
      {
        run: 'r-7f3c0a12',
        state: 'restoring',
        text: '',
        lines: ['a', 'b', 'c'],
        tasks: { title: '▓░', tasks, line: 1 },
        context: [],
        buttons: [],
      },
      { plan: true },
    );
    expect(plainMessage(message(root))).toEqual(['a', '▓░ · preflight ✓ · control ✗ · restore … · report', 'c']);
  });

  it.each([
    ['table', tableBlocks],
    ['data_table', dataTableBlocks],
  ])('shows a %s in columns, with its caption above and its note below', (_, blocksOf) => {
    const table = blocksOf({
      kind: 'table',
      caption: 'Connections',
      columns: [
        { title: 'Pod', align: 'left' },
        { title: 'control', align: 'right' },
      ],
      rows: [
        ['envoy-ax7k2 *', '20'],
        ['b', ''],
      ],
      note: 'p = *8.6e-10*',
    });
    expect(plainMessage(message(table))).toEqual([
      'Connections',
      'Pod            control',
      'envoy-ax7k2 *  20',
      'b              -',
      'p = 8.6e-10',
    ]);
  });

  it('falls back to the text, and names files with what they show', () => {
    const files = [
      { id: 'F1', name: 'chart.png', alt_text: 'Connections per Pod', mimetype: 'image/png', url: '' },
      { id: 'F2', name: 'record.json', alt_text: '', mimetype: 'application/json', url: '' },
    ];
    expect(plainMessage(message([], { text: '*Charts*\nof the run', files }))).toEqual([
      'Charts',
      'of the run',
      '[chart.png] Connections per Pod',
      '[record.json]',
    ]);
    expect(plainMessage(message([]))).toEqual([]);
  });
});

describe('a text about commands', () => {
  it('has them as they are typed in a shell', () => {
    expect(shellText('There is no command `a&amp;b`.\nTry: `/nlb help`')).toBe(
      'There is no command a&b.\nTry: nlb help',
    );
  });
});
