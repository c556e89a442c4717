import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerStatus } from '../../../src/app/answer-status.ts';
import { AppError } from '../../../src/domain/errors.ts';
import { startTestValkey, type TestValkey } from '../redis/test-valkey.ts';
import { type Delivery, openDelivery } from './delivery-world.ts';
import { eventually } from './local-workspace.ts';

const ALWAYS = 1_000_000;
const PARTS = ['The plan', 'chart.png', 'The report', 'Why'];
const RESULT = PARTS.slice(1);

let valkey: TestValkey;
let bot: Delivery;
beforeAll(async () => {
  valkey = await startTestValkey();
}, 180_000);
afterAll(() => valkey.close());
beforeEach(async () => {
  bot = await openDelivery(valkey.url);
});
afterEach(() => bot.close());

/** The channel takes nothing from the bot any more; direct messages go on. */
const close = (error: string) => bot.fault({ method: '*', channel: bot.local.channel, error, count: ALWAYS });

interface Row {
  /** While the run runs, after its message says so. */
  whileRunning?: () => unknown;
  /** Right before it ends. */
  atEnd?: () => unknown;
  told: ('channel' | 'requester')[];
  /** The thread of the message in the channel. */
  thread?: string[];
  /** What the requester is told besides the outcome. */
  why?: RegExp;
  warns?: string;
}

const ROWS: Record<string, Row> = {
  '429 with Retry-After to edits and posts': {
    whileRunning: () => bot.fault({ method: 'chat.update', status: 429, retry_after: 1, count: 2 }),
    atEnd: async () => {
      await bot.fault({ method: 'chat.update', status: 429, retry_after: 1, count: 1 });
      await bot.fault({ method: 'chat.postMessage', status: 429, retry_after: 1, count: 1 });
    },
    told: ['channel'],
    thread: PARTS,
  },
  '429 without a time to wait': {
    atEnd: () => {
      bot.wire.harm('chat.update', 'limited without a time', 1);
      bot.wire.harm('chat.postMessage', 'limited without a time', 1);
    },
    told: ['channel'],
    thread: PARTS,
  },
  '503 to every call for a while': {
    atEnd: () => bot.fault({ method: '*', status: 503, count: 7 }),
    told: ['channel'],
    thread: PARTS,
  },
  'no answer within the timeout': {
    whileRunning: () => bot.fault({ method: 'chat.update', delay_ms: 1200, count: 1 }),
    atEnd: () => bot.fault({ method: 'files.getUploadURLExternal', delay_ms: 1200, count: 1 }),
    told: ['channel'],
    thread: PARTS,
  },
  'a connection that breaks': {
    whileRunning: () => bot.wire.harm('chat.update', 'reset', 2),
    atEnd: () => {
      bot.wire.harm('chat.update', 'reset', 2);
      bot.wire.harm('chat.postMessage', 'reset', 2);
    },
    told: ['channel'],
    thread: PARTS,
  },
  'an edit whose answer is lost': {
    atEnd: () => bot.wire.harm('chat.update', 'answer lost', 1),
    told: ['channel'],
    thread: PARTS,
  },
  'a channel that is archived': {
    whileRunning: () => close('is_archived'),
    told: ['requester'],
    why: /the channel could not be told: .*is_archived, the channel is archived/,
    warns: 'outcome_not_posted',
  },
  'a bot that was removed from the channel': {
    atEnd: () => close('not_in_channel'),
    told: ['requester'],
    why: /not_in_channel, the bot is not in the channel/,
    warns: 'outcome_not_posted',
  },
  'a root message that was deleted while the run ran': {
    whileRunning: () => bot.remove(),
    told: ['channel'],
    thread: RESULT,
    warns: 'root_posted_again',
  },
  'a root message that was deleted at the last moment': {
    atEnd: () => bot.remove(),
    told: ['channel'],
    thread: RESULT,
    warns: 'root_posted_again',
  },
  'a root message that was deleted, in a channel that was archived then': {
    whileRunning: async () => {
      await bot.remove();
      await bot.tell(9000);
      await bot.settle(8);
      await close('is_archived');
    },
    told: ['requester'],
    why: /is_archived/,
    warns: 'outcome_not_posted',
  },
  'an upload that is not allowed': {
    whileRunning: () => bot.fault({ method: 'files.getUploadURLExternal', error: 'missing_scope', count: ALWAYS }),
    told: ['channel'],
    thread: [
      'The plan',
      'A chart could not be uploaded; `/nlb doctor` names a permission that is missing. In words: Connections per Envoy Pod, 0 to 96 s',
      'The report',
      'Why',
    ],
    warns: 'file_not_posted',
  },
  'an upload that fails in its last step': {
    atEnd: () => bot.fault({ method: 'files.completeUploadExternal', status: 500, count: 1 }),
    told: ['channel'],
    thread: PARTS,
  },
  'newer blocks that the workspace does not take': {
    whileRunning: () => bot.fault({ method: 'chat.update', error: 'invalid_blocks', count: 1 }),
    atEnd: () => bot.fault({ method: 'chat.postMessage', error: 'invalid_blocks', count: 2 }),
    told: ['channel'],
    thread: ['The plan', 'chart.png', '*The report*', 'Why'],
    warns: 'slack_block_refused',
  },
};

describe('the outcome of a run is told once and somewhere, in spite of', () => {
  it.each(Object.entries(ROWS))('%s', async (_, row) => {
    await bot.start();
    await bot.submit();
    await bot.begin();
    await row.whileRunning?.();
    await bot.tell(5000);
    await bot.settle(8);
    await row.atEnd?.();
    await bot.end();
    await eventually(async () => ((await bot.untold()) ? undefined : true));
    // An edit that had no answer may come late: then the end is said again after 30 s.
    await bot.settle(40);
    expect(await bot.told()).toEqual(row.told);
    if (row.thread !== undefined) {
      const thread = (await bot.thread()).map((text) => text.split('\n')[0]);
      expect(thread).toEqual(row.thread);
    }
    if (row.why !== undefined) expect((await bot.direct()).at(-1)?.text).toMatch(row.why);
    if (row.warns !== undefined) expect(bot.log.warnings()).toContain(row.warns);
    const calls = await bot.callsOf('chat.update');
    await bot.stop();
    await bot.start();
    await bot.settle(20);
    expect(await bot.callsOf('chat.update')).toBe(calls);
    expect(await bot.told()).toEqual(row.told);
  });

  it('a token that was revoked: it is kept, named by the status, and told when the bot starts with another', async () => {
    await bot.start();
    await bot.submit();
    await bot.begin();
    await bot.fault({ method: '*', error: 'token_revoked', count: ALWAYS });
    await bot.end();
    await bot.settle(40);
    expect(await bot.untold()).toBe(true);
    expect(await bot.told()).toEqual([]);
    expect(await answerStatus(bot.deps, null)).toContain(`its thread does not say so yet: \`/nlb show ${bot.id}\``);
    expect(await answerStatus(bot.deps, bot.id)).toContain('repairs the skew');
    await bot.stop();
    await bot.clear();
    await bot.start();
    await eventually(async () => ((await bot.untold()) ? undefined : true));
    expect(await bot.told()).toEqual(['channel']);
    expect(await bot.thread()).toEqual(PARTS);
  });
});

describe('a run whose first message can not be posted is not started, and its requester hears why within seconds:', () => {
  it.each<[string, Record<string, unknown>, RegExp, string]>([
    [
      'not in the channel',
      { error: 'not_in_channel' },
      /the bot is not in the channel; invite it with `\/invite @nlb`/,
      'chat_closed',
    ],
    ['archived', { error: 'is_archived' }, /archived and has to be unarchived first/, 'chat_closed'],
    ['removed', { error: 'account_inactive' }, /the app was removed from the workspace/, 'chat_closed'],
    ['limited for long', { status: 429, retry_after: 60 }, /Slack asks to wait 60 s/, 'chat_failed'],
    ['broken', { status: 500 }, /HTTP 500/, 'chat_failed'],
    ['silent', { delay_ms: 5000 }, /timeout|timed out|aborted/i, 'chat_failed'],
  ])('%s', async (_, fault, message, code) => {
    await bot.fault({ method: 'chat.postMessage', count: ALWAYS, ...fault });
    const before = performance.now();
    const error: unknown = await bot.submit().catch((cause: unknown) => cause);
    expect(performance.now() - before).toBeLessThan(3000);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(await bot.untold()).toBe(false);
    expect(await bot.deps.queue.list(bot.request.target)).toEqual([]);
    expect(await bot.roots()).toEqual([]);
  });

  it('but a short limit is waited for', async () => {
    await bot.fault({ method: 'chat.postMessage', status: 429, retry_after: 1, count: 1 });
    await bot.submit();
    expect(await bot.roots()).toHaveLength(1);
  });
});
