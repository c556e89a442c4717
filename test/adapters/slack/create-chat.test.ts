import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createChat } from '../../../src/adapters/slack/create-chat.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { RootMessage, ThreadPart } from '../../../src/domain/text/message.ts';
import type { Chat } from '../../../src/ports/chat.ts';
import { type LocalWorkspace, startLocalWorkspace } from './local-workspace.ts';

let local: LocalWorkspace;
let chat: Chat;

beforeAll(async () => {
  local = await startLocalWorkspace();
  chat = createChat({
    token: local.workspace.botToken,
    apiUrl: local.workspace.apiUrl,
    log: local.log,
    retryConfig: { retries: 3, minTimeout: 10, maxTimeout: 20 },
  });
});
afterEach(() => local.control('/control/faults', {}, 'DELETE'));
afterAll(() => local.workspace.close());

const RUNNING: RootMessage = {
  run: 'r-7f3c',
  state: 'running',
  text: 'runs',
  lines: [':large_blue_circle: *runs*, asked by <@U0SRE> <!channel>'],
  context: ['run `r-7f3c`'],
  buttons: ['cancel'],
};
const TABLE: ThreadPart = {
  kind: 'table',
  caption: 'Report',
  columns: [
    { title: 'Arm', align: 'left' },
    { title: 'N', align: 'right' },
  ],
  rows: [
    ['control', '20'],
    ['', '301'],
  ],
  note: 'Nothing failed.',
};

async function post(message: RootMessage = RUNNING): Promise<{ channel: string; ts: string }> {
  return { channel: local.channel, ts: await chat.postRoot(local.channel, message) };
}

async function root(ts: string) {
  const found = (await local.messages()).find((message) => message.ts === ts);
  if (found === undefined) throw new Error('no such message');
  return found;
}

async function failure(call: Promise<unknown>): Promise<AppError> {
  const error: unknown = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(error instanceof AppError)) throw new Error(`expected an AppError, got ${String(error)}`);
  return error;
}

describe('the root message', () => {
  it('carries its run and state as metadata when it is posted and when it is edited', async () => {
    const thread = await post();
    expect((await root(thread.ts)).metadata).toEqual({
      event_type: 'nlb_run',
      event_payload: { run: 'r-7f3c', state: 'running' },
    });
    await chat.updateRoot(thread, { ...RUNNING, state: 'done', lines: ['done'], buttons: ['rerun', 'raw'] });
    const edited = await root(thread.ts);
    expect(edited.metadata).toEqual({ event_type: 'nlb_run', event_payload: { run: 'r-7f3c', state: 'done' } });
    expect(edited.edits).toBe(1);
  });

  it('has buttons with the run as their value, and asks before it cancels', async () => {
    const { blocks } = await root((await post()).ts);
    const actions = blocks.find(({ type }) => type === 'actions');
    expect(actions?.elements).toMatchObject([
      { action_id: 'nlb_cancel', value: 'r-7f3c', confirm: { deny: { text: 'Let it run' } } },
    ]);
  });

  it('mentions a person but never a channel', async () => {
    const { blocks } = await root((await post()).ts);
    expect(blocks[0]).toMatchObject({ text: { text: expect.stringContaining('<@U0SRE> &lt;!channel&gt;') } });
  });
});

describe('failures', () => {
  it('tries a post again after a server error', async () => {
    await local.control('/control/faults', { method: 'chat.postMessage', status: 503, count: 2 });
    expect(await post()).toMatchObject({ ts: expect.stringMatching(/^\d+\.\d+$/) });
  });

  it('gives the rate limit of an update back at once with its wait', async () => {
    const thread = await post();
    await local.control('/control/faults', { method: 'chat.update', status: 429, retry_after: 7, count: 1 });
    const error = await failure(chat.updateRoot(thread, RUNNING));
    expect(error).toMatchObject({ code: 'chat_failed', retryAfterMs: 7000 });
  });

  it('waits out the rate limit of a post', async () => {
    await local.control('/control/faults', { method: 'chat.postMessage', status: 429, retry_after: 1, count: 1 });
    const before = performance.now();
    await post();
    expect(performance.now() - before).toBeGreaterThan(900);
  });

  it('says which refusal Slack gave and what it means', async () => {
    const error = await failure(chat.postRoot('C0NOWHERE', RUNNING));
    expect(error.code).toBe('chat_closed');
    expect(error.message).toMatch(/in <#C0NOWHERE>: channel_not_found, .*invite it/);
  });
});

describe('the thread', () => {
  it('has long texts whole, in sections that Slack accepts, with code blocks closed', async () => {
    const thread = await post();
    const diff = Array.from({ length: 300 }, (_, index) => `+ line ${index} <&>`).join('\n');
    await chat.postPart(thread, { kind: 'text', text: `*Plan*\n\`\`\`diff\n${diff}\n\`\`\`\nend` });
    const reply = (await local.messages(thread.ts)).at(-1);
    const texts = reply?.blocks.map(({ text }) => (text as { text: string }).text) ?? [];
    expect(texts.length).toBeGreaterThan(1);
    for (const text of texts) expect(text.split('```').length % 2).toBe(1);
    expect(texts.join('\n')).toContain('line 299 &lt;&amp;&gt;');
  });

  it('shows a table as one that sorts, with its caption and the row that names each', async () => {
    const thread = await post();
    await chat.postPart(thread, { ...TABLE, caption: 'Report of `r&lt;1&gt;`' });
    const reply = (await local.messages(thread.ts)).at(-1);
    expect(reply?.blocks.map(({ type }) => type)).toEqual(['data_table', 'section']);
    expect(reply?.blocks[0]).toMatchObject({
      caption: 'Report of r<1>',
      row_header_column_index: 0,
      page_size: 2,
      rows: [
        [
          { type: 'raw_text', text: 'Arm' },
          { type: 'raw_text', text: 'N' },
        ],
        [
          { type: 'raw_text', text: 'control' },
          { type: 'raw_number', value: 20, text: '20' },
        ],
        [
          { type: 'raw_text', text: '-' },
          { type: 'raw_number', value: 301, text: '301' },
        ],
      ],
    });
  });

  it('has a file with its description for those who do not see it', async () => {
    const thread = await post();
    const bytes = new Uint8Array([1, 2, 3]);
    const alt = 'Connections per Envoy Pod';
    await chat.postPart(thread, { kind: 'file', name: 'chart-1.png', title: 'Chart', alt, bytes, comment: 'a <b>' });
    const reply = (await local.messages(thread.ts)).at(-1);
    expect(reply).toMatchObject({ text: 'a &lt;b&gt;', files: [{ name: 'chart-1.png', alt_text: alt }] });
    const url = reply?.files[0]?.url ?? '';
    const stored = await fetch(new URL(url, local.workspace.url), {
      headers: { authorization: `Bearer ${local.workspace.botToken}` },
    });
    expect(new Uint8Array(await stored.arrayBuffer())).toEqual(bytes);
  });
});

describe('a direct message', () => {
  it('reaches the person', async () => {
    await chat.tell(local.user, 'Your run is done.');
    const calls = await local.get<unknown[]>('/control/calls?method=conversations.open');
    expect(calls).toHaveLength(1);
  });

  it('fails for somebody who is not in the workspace', async () => {
    expect((await failure(chat.tell('U0NOBODY', 'hello'))).code).toBe('chat_failed');
  });
});

describe('newer blocks', () => {
  const STEPS: RootMessage = {
    ...RUNNING,
    lines: ['runs', '`▓░` preflight ✓ · *control*', 'Connections now'],
    tasks: {
      title: '▓░ step 2 of 2: control',
      tasks: [
        { id: 'preflight', title: 'preflight', status: 'complete', details: null },
        { id: 'control', title: 'control', status: 'in_progress', details: 'observing <now>' },
      ],
      line: 1,
    },
  };
  /** A chat of its own, because each remembers what was refused. */
  const another = () => createChat({ token: local.workspace.botToken, apiUrl: local.workspace.apiUrl, log: local.log });
  const refuse = (method: string, count: number) =>
    local.control('/control/faults', { method, error: 'invalid_blocks', count });
  const callsOf = async (method: string) => (await local.get<unknown[]>(`/control/calls?method=${method}`)).length;
  const typesOf = async (ts: string) => (await root(ts)).blocks.map(({ type }) => type);
  const lastReply = async (ts: string) => (await local.messages(ts)).at(-1)?.blocks.map(({ type }) => type);

  it('show the steps of a run as a plan', async () => {
    const ts = await another().postRoot(local.channel, STEPS);
    const { blocks } = await root(ts);
    expect(blocks.map(({ type }) => type)).toEqual(['section', 'plan', 'section', 'context', 'actions']);
    expect(blocks[1]).toMatchObject({
      title: '▓░ step 2 of 2: control',
      tasks: [
        { task_id: 'preflight', status: 'complete' },
        {
          task_id: 'control',
          status: 'in_progress',
          details: { elements: [{ elements: [{ text: 'observing <now>' }] }] },
        },
      ],
    });
  });

  it('that are refused are followed at once by plain ones, and not tried again', async () => {
    const mine = another();
    const thread = { channel: local.channel, ts: await mine.postRoot(local.channel, { ...STEPS, state: 'queued' }) };
    await refuse('chat.update', 1);
    const before = await callsOf('chat.update');
    await mine.updateRoot(thread, STEPS);
    expect(await callsOf('chat.update')).toBe(before + 2);
    expect(await typesOf(thread.ts)).toEqual(['section', 'section', 'section', 'context', 'actions']);
    const refusals = () =>
      local.log.warnings.filter(({ event, block }) => event === 'slack_block_refused' && block === 'plan');
    const logged = refusals().length;
    await mine.updateRoot(thread, { ...STEPS, text: 'later' });
    expect(await callsOf('chat.update')).toBe(before + 3);
    expect(await typesOf(thread.ts)).not.toContain('plan');
    expect(refusals()).toHaveLength(logged);
  });

  it.each([
    [1, ['section', 'table', 'section'], ['section', 'table', 'section']],
    [2, ['section'], ['section']],
  ])('of a table that are refused %i times leave the next form, now and later', async (times, now, later) => {
    const mine = another();
    const thread = { channel: local.channel, ts: await mine.postRoot(local.channel, RUNNING) };
    await refuse('chat.postMessage', times);
    await mine.postPart(thread, TABLE);
    expect(await lastReply(thread.ts)).toEqual(now);
    await mine.postPart(thread, TABLE);
    expect(await lastReply(thread.ts)).toEqual(later);
  });

  it('give the numbers of a table as text where no table is taken', async () => {
    const mine = another();
    const thread = { channel: local.channel, ts: await mine.postRoot(local.channel, RUNNING) };
    await refuse('chat.postMessage', 2);
    await mine.postPart(thread, TABLE);
    expect((await local.messages(thread.ts)).at(-1)?.blocks[0]).toMatchObject({
      text: { text: expect.stringContaining('Arm        N\ncontrol   20\n         301') },
    });
  });
});
