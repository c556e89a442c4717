import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChat } from '../../../src/adapters/slack/create-chat.ts';
import { button, rootBlocks } from '../../../src/adapters/slack/slack-blocks.ts';
import { dataTableBlocks, tableBlocks } from '../../../src/adapters/slack/table-blocks.ts';
import { postParts } from '../../../src/app/post-parts.ts';
import type { ButtonName, RootMessage, TablePart, ThreadPart } from '../../../src/domain/text/message.ts';
import type { Chat } from '../../../src/ports/chat.ts';
import type { RunStore, StoredRun } from '../../../src/ports/run-store.ts';
import { aRequest } from '../../app/a-request.ts';
import { createFakeLog } from '../../fakes/fake-log.ts';
import { type LocalWorkspace, startLocalWorkspace } from './local-workspace.ts';

let local: LocalWorkspace;
let chat: Chat;

beforeAll(async () => {
  local = await startLocalWorkspace();
  chat = createChat({ token: local.workspace.botToken, apiUrl: local.workspace.apiUrl, log: createFakeLog() });
});
afterAll(() => local.workspace.close());

const BUTTONS: ButtonName[] = ['approve', 'cancel', 'rerun', 'change', 'compare', 'explain', 'raw'];
const LANGUAGES = ['en', 'ja'] as const;
const LONG = `${'<&> コネクション '.repeat(700)}\n`;

/** More of everything than Slack takes. */
const HUGE: RootMessage = {
  run: 'r-7f3c0a12',
  state: 'running',
  text: LONG,
  lines: Array.from({ length: 80 }, (_, index) => `${index} ${LONG}`),
  tasks: {
    title: LONG,
    tasks: Array.from({ length: 80 }, (_, index) => ({
      id: `${index} ${LONG}`,
      title: LONG,
      status: 'pending' as const,
      details: LONG,
    })),
    line: 1,
  },
  context: Array.from({ length: 30 }, () => LONG),
  buttons: BUTTONS,
};
const MANY: RootMessage = { ...HUGE, lines: Array.from({ length: 80 }, (_, index) => `line ${index}`) };
const TABLE: TablePart = {
  kind: 'table',
  caption: LONG,
  columns: Array.from({ length: 40 }, (_, index) => ({ title: `column ${index}`, align: 'right' as const })),
  rows: Array.from({ length: 400 }, (_, row) => Array.from({ length: row % 50 }, () => (row % 7 === 0 ? '' : '1,234'))),
  note: 'the note',
};

describe('what Slack refuses to take is never sent:', () => {
  it.each([
    ['long lines', HUGE],
    ['many lines', MANY],
  ])('a root message of %s is posted and edited, with its steps', async (_, message) => {
    const ts = await chat.postRoot(local.channel, message);
    await chat.updateRoot({ channel: local.channel, ts }, { ...message, text: LONG.repeat(4) });
    const root = (await local.messages()).find((one) => one.ts === ts);
    expect(root?.edits).toBe(1);
    expect(root?.blocks.length).toBeLessThanOrEqual(50);
    expect(root?.blocks.map(({ type }) => type)).toContain('plan');
    expect(JSON.stringify(root?.metadata).length).toBeLessThan(200);
  });

  it('a line of a root message is in sections of 3,000 characters, and what does not fit is said not to', () => {
    const blocks = rootBlocks(HUGE);
    const texts = blocks.flatMap((block) => (block.type === 'section' ? [block.text?.text ?? ''] : []));
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(3000);
    expect(texts.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(13_000);
    expect(texts).toContain('…');
  });

  it.each([
    ['data_table', dataTableBlocks, 101],
    ['table', tableBlocks, 100],
  ] as const)(
    'a %s has rows of one length, no empty cell, and room for its caption and note',
    (type, blocksOf, most) => {
      const blocks = blocksOf(TABLE);
      const { rows } = blocks.find((block) => block.type === type) as { rows: { text: string }[][] };
      expect(rows.length).toBeGreaterThan(50);
      expect(rows.length).toBeLessThanOrEqual(most);
      expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([20]));
      expect(rows.flat().filter(({ text }) => text === '')).toEqual([]);
      const cells = rows.flat().reduce((sum, { text }) => sum + text.length, 0);
      expect(cells).toBeLessThanOrEqual(9000);
      expect(JSON.stringify(blocks)).toMatch(/… \+\d{3}/);
      expect(JSON.stringify(blocks)).toContain('the note');
    },
  );

  it('a table of any size is posted as one that sorts, and one without rows as one that does not', async () => {
    const thread = { channel: local.channel, ts: await chat.postRoot(local.channel, MANY) };
    const posted = async (part: ThreadPart) => {
      await chat.postPart(thread, part);
      return (await local.messages(thread.ts)).at(-1)?.blocks.map(({ type }) => type);
    };
    expect(await posted({ ...TABLE, caption: 'Report' })).toContain('data_table');
    expect(await posted({ ...TABLE, caption: 'Report', rows: [] })).toContain('table');
  });

  it('a long text is several messages, whole, and each of them once', async () => {
    const ts = await chat.postRoot(local.channel, { ...MANY, lines: ['a'] });
    const request = aRequest({ thread: { channel: local.channel, ts } });
    const stored = { request, journal: [] } as unknown as StoredRun;
    const deps = { chat, log: createFakeLog(), store: { update: async () => undefined } as unknown as RunStore };
    const text = Array.from({ length: 4000 }, (_, index) => `+ line ${index} &lt;&amp;&gt;`).join('\n');
    await postParts(deps, stored, 'plan', async () => [{ kind: 'text', text: `\`\`\`\n${text}\n\`\`\`` }], new Set());
    const replies = (await local.messages(ts)).filter((reply) => reply.ts !== ts);
    expect(replies.length).toBeGreaterThan(5);
    const whole = replies
      .flatMap(({ blocks }) => blocks)
      .map(({ text: part }) => (part as { text: string }).text)
      .join('\n');
    for (const index of [0, 1000, 3999]) expect(whole).toContain(`+ line ${index} &lt;&amp;&gt;`);
    expect(whole).not.toContain('…');
  });

  it('the text of an image is 2,000 characters', async () => {
    const thread = { channel: local.channel, ts: await chat.postRoot(local.channel, MANY) };
    const bytes = new Uint8Array([1]);
    await chat.postPart(thread, {
      kind: 'file',
      name: 'a.png',
      title: 't',
      alt: 'x'.repeat(9000),
      bytes,
      comment: null,
    });
    expect((await local.messages(thread.ts)).at(-1)?.files[0]?.alt_text).toHaveLength(2000);
  });

  it.each(['queued', 'awaiting_approval', 'running'] as const)(
    'the buttons of a run that is %s have values and dialogs within their limits',
    (state) => {
      for (const [name, language] of BUTTONS.flatMap((each) => LANGUAGES.map((one) => [each, one] as const))) {
        const { text, value = '', confirm } = button(name, 'r-7f3c0a12', state, language);
        expect(text.text.length).toBeLessThanOrEqual(75);
        expect(value.length).toBeLessThanOrEqual(2000);
        expect(confirm?.title?.text.length ?? 0).toBeLessThanOrEqual(100);
        expect(confirm?.text.text.length ?? 0).toBeLessThanOrEqual(300);
        for (const answer of [confirm?.confirm, confirm?.deny])
          expect(answer?.text.length ?? 0).toBeLessThanOrEqual(30);
      }
    },
  );
});
