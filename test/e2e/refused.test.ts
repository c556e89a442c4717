import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EVERYBODY } from '../../src/domain/allow-list.ts';
import { type LiveBot, type SignedRequest, startLiveBot } from './live-bot.ts';
import { until } from './until.ts';

const ALICE = 'U0000000001';
const BOB = 'U0000000002';
const CAROL = 'U0000000003';
/** The bot itself. */
const BOT = 'U0000000009';
const NLB = 'C0000000002';
const RUN = '/nlb run max-connection-duration value=2s';

interface Root {
  id: string;
  channel: string;
  ts: string;
}

/** A run of alice's that waits for a second person. */
async function waiting(bot: LiveBot): Promise<Root> {
  bot.world.needs.set('lab', 'second-person');
  await bot.ask(RUN.replace('/nlb ', ''), ALICE);
  const asked = (await bot.entries()).findLast(({ kind }) => kind === 'asked');
  const { request, state } = await bot.run(asked?.run ?? '');
  expect(state).toBe('awaiting_approval');
  return { id: request.id, channel: request.thread.channel, ts: request.thread.ts ?? '' };
}

/** A row of the table: what is done, what the person reads, and what the audit log says. */
interface Refused {
  name: string;
  act: (bot: LiveBot, root: Root) => Promise<unknown>;
  who: 'alice' | 'bob' | 'carol';
  reads: string;
  reason: string;
  /** What becomes of the run that waits. */
  state: 'awaiting_approval' | 'failed';
}

const TABLE: Refused[] = [
  {
    name: 'an unauthorised user who asks for a run',
    act: (bot) => bot.type(RUN, 'carol'),
    who: 'carol',
    reads: 'You are not among those who may change target `lab`',
    reason: 'not_allowed',
    state: 'awaiting_approval',
  },
  {
    name: 'an unauthorised user who approves one',
    act: (bot, root) => bot.press('nlb_approve', 'carol', root),
    who: 'carol',
    reads: 'You are not among those who may change target `lab`',
    reason: 'not_allowed',
    state: 'awaiting_approval',
  },
  {
    name: 'an unauthorised user who runs one again',
    async act(bot, root) {
      const button = {
        type: 'button',
        action_id: 'nlb_rerun',
        value: root.id,
        text: { type: 'plain_text', text: 'x' },
      };
      return bot.press('nlb_rerun', 'carol', await bot.forge(root.channel, button));
    },
    who: 'carol',
    reads: 'You are not among those who may change target `lab`',
    reason: 'not_allowed',
    state: 'awaiting_approval',
  },
  {
    name: 'a scenario that is for others',
    act: (bot) => bot.type('/nlb run idle-timeout', 'bob'),
    who: 'bob',
    reads: 'You are not among those who may run `idle-timeout` on target `lab`',
    reason: 'not_allowed',
    state: 'awaiting_approval',
  },
  {
    name: 'a stale approval',
    async act(bot, root) {
      const { approval } = await bot.run(root.id);
      if (approval === null) throw new Error('the run waits for nobody');
      await bot.store.update(root.id, { approval: { ...approval, expires_at: '2026-01-01T00:00:00.000Z' } });
      return bot.press('nlb_approve', 'bob', root);
    },
    who: 'bob',
    reads: 'The time to approve',
    reason: 'stale_approval',
    state: 'awaiting_approval',
  },
  {
    name: 'an approval for a changed plan',
    act(bot, root) {
      bot.world.lab.edit((document) => `${document}# somebody was here\n`);
      return bot.press('nlb_approve', 'bob', root);
    },
    who: 'bob',
    reads: 'The target is no longer as the plan of',
    reason: 'changed_plan',
    state: 'failed',
  },
  {
    name: 'a self-approval',
    act: (bot, root) => bot.press('nlb_approve', 'alice', root),
    who: 'alice',
    reads: 'needs a second person',
    reason: 'own_approval',
    state: 'awaiting_approval',
  },
  {
    name: 'a channel that is not allowed',
    act: (bot) => bot.type(RUN, 'bob', 'general'),
    who: 'bob',
    reads: `is changed from <#${NLB}> alone`,
    reason: 'not_allowed',
    state: 'awaiting_approval',
  },
  {
    name: 'an approval by command from a channel that is not allowed',
    act: (bot, { id }) => bot.type(`/nlb approve ${id}`, 'bob', 'general'),
    who: 'bob',
    reads: `is changed from <#${NLB}> alone`,
    reason: 'not_allowed',
    state: 'awaiting_approval',
  },
  {
    name: "a forged channel: a button with another channel's run",
    async act(bot, { id }) {
      const button = { type: 'button', action_id: 'nlb_approve', value: id, text: { type: 'plain_text', text: 'x' } };
      return bot.press('nlb_approve', 'bob', await bot.forge('general', button));
    },
    who: 'bob',
    reads: 'belongs to another channel than the button',
    reason: 'other_channel',
    state: 'awaiting_approval',
  },
];

/** Deeds that come in three copies; each is done once. */
const COPIED: { name: string; act: (bot: LiveBot, root: Root) => Promise<unknown>; kinds: string[] }[] = [
  { name: 'a command', act: (bot) => bot.type(RUN), kinds: ['asked'] },
  { name: 'a refused command', act: (bot) => bot.type(RUN, 'carol'), kinds: ['refused'] },
  { name: 'an approval', act: (bot, root) => bot.press('nlb_approve', 'bob', root), kinds: ['approved'] },
  { name: 'a rejection', act: (bot, root) => bot.press('nlb_cancel', 'carol', root), kinds: ['rejected'] },
  { name: 'a form', act: (bot) => bot.sendForm('alice'), kinds: ['asked'] },
  { name: 'a mention', act: (bot, { ts }) => bot.mention('cancel', 'bob', ts), kinds: ['rejected'] },
  { name: 'a mention with a command', act: (bot, { ts }) => bot.mention('run baseline', 'bob', ts), kinds: ['asked'] },
];

describe.each([
  ['Socket Mode', false],
  ['signed HTTP', true],
])('over %s', (_name, http) => {
  let bot: LiveBot;
  let root: Root;
  beforeAll(async () => {
    bot = await startLiveBot({ http });
  }, 180_000);
  afterAll(() => bot.close());
  beforeEach(async () => {
    await bot.copies(1);
    const scenarios = { 'idle-timeout': { ...EVERYBODY, users: [ALICE] } };
    bot.world.allowed.set('lab', { ...EVERYBODY, users: [ALICE, BOB], channels: [NLB], scenarios });
    root = await waiting(bot);
  });
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') console.log(JSON.stringify(bot.log.lines, null, 1));
  });

  /** Signed twice within a second, copies have the same signature, which HTTP counts too. */
  const noted = async () => (await bot.entries()).filter(({ outcome }) => outcome !== 'repeated_request');

  it.each(TABLE)('$name is refused, told and audited, and starts nothing', async (row) => {
    const before = (await noted()).length;
    await row.act(bot, root);
    const entries = await until('the entry', async () => (await noted()).slice(before).at(0), 5000);
    const id = { alice: ALICE, bob: BOB, carol: CAROL }[row.who];
    expect(entries).toMatchObject({ kind: 'refused', who: id, target: 'lab', outcome: row.reason });
    const told = await until(
      'the answer',
      async () => {
        const text = await bot.heard(row.who);
        return text?.includes(row.reads) ? text : undefined;
      },
      5000,
    );
    expect(told).toContain(row.reads);
    expect((await noted()).length).toBe(before + 1);
    expect((await bot.run(root.id)).state).toBe(row.state);
    expect(await bot.queue.list('lab')).toEqual([]);
  });

  it.each(COPIED)(
    '$name that comes three times, without retry headers and with new event ids, is done once',
    async ({ act, kinds }) => {
      const before = (await noted()).length;
      const roots = (await bot.messages('nlb')).length;
      const replies = async () => (await bot.messages('nlb', root.ts)).filter(({ user }) => user === BOT).length;
      const repliesBefore = await replies();
      if (kinds[0] === 'asked') bot.world.needs.clear();
      await bot.copies(3);
      await act(bot, root);
      await bot.copies(1);
      await until('the entry', async () => (await noted()).length > before, 5000);
      // Whatever a copy would do, it has done by the time that a later command is answered.
      await bot.type('/nlb status');
      expect((await noted()).slice(before).map(({ kind }) => kind)).toEqual(kinds);
      expect((await bot.messages('nlb')).length - roots).toBe(kinds[0] === 'asked' ? 1 : 0);
      expect((await replies()) - repliesBefore).toBeLessThanOrEqual(1);
      for (const { request } of await bot.queue.list('lab')) await bot.queue.remove(request);
    },
  );
});

describe('a request over signed HTTP', () => {
  let bot: LiveBot;
  let triggers = 0;
  beforeAll(async () => {
    bot = await startLiveBot({ http: true });
  }, 180_000);
  afterAll(() => bot.close());

  /** `/nlb run baseline` of alice's, as Slack's form has it. */
  function command(text = 'run baseline'): string {
    triggers += 1;
    return new URLSearchParams({
      command: '/nlb',
      text,
      user_id: ALICE,
      channel_id: NLB,
      team_id: 'T0000000001',
      trigger_id: `1.${triggers}`,
      response_url: `${new URL(bot.requestUrl).origin}/nowhere`,
    }).toString();
  }

  const asked = async () => (await bot.entries()).filter(({ kind }) => kind === 'asked').length;
  const refusals = async () => (await bot.entries()).filter(({ kind, who }) => kind === 'refused' && who === null);

  it.each<[string, string, (bot: LiveBot) => SignedRequest]>([
    ['signed more than 5 min ago', 'old_timestamp', () => bot.sign(command(), -301)],
    ['signed for later', 'old_timestamp', () => bot.sign(command(), 301)],
    ['signed with another secret', 'bad_signature', () => bot.sign(command(), 0, 'f'.repeat(32))],
    ['whose body was changed', 'bad_signature', () => ({ ...bot.sign(command()), body: command() })],
    [
      'whose time was changed',
      'bad_signature',
      () => {
        const { body, headers } = bot.sign(command(), -400);
        return { body, headers: { ...headers, 'x-slack-request-timestamp': String(Math.floor(Date.now() / 1000)) } };
      },
    ],
    ['without a signature', 'bad_signature', () => ({ body: command(), headers: {} })],
  ])('%s is refused with 401 and starts nothing', async (_what, reason, request) => {
    const before = await asked();
    const response = await bot.send(request(bot));
    expect(response.status).toBe(401);
    expect(await response.text()).toBe('');
    expect(await asked()).toBe(before);
    const entry = await until(
      'the entry',
      async () => (await refusals()).find(({ outcome }) => outcome === reason),
      5000,
    );
    expect(entry).toMatchObject({ what: 'HTTP request', who: null, channel: null, run: null });
  });

  it('that is replayed within 5 min runs once, and is answered as the first time', async () => {
    const before = await asked();
    const help = bot.sign(command('help'));
    const answers = [await bot.send(help), await bot.send(help)];
    const [first, second] = await Promise.all(answers.map((answer) => answer.json()));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(first).toMatchObject({ response_type: 'ephemeral' });
    expect(second).toEqual(first);
    const run = bot.sign(command());
    expect((await bot.send(run)).status).toBe(200);
    expect((await bot.send(run)).status).toBe(200);
    // Slack's own retry has a signature of its own.
    expect((await bot.send(bot.sign(run.body, 1))).status).toBe(200);
    expect(await asked()).toBe(before + 1);
    await until(
      'the entry',
      async () => (await refusals()).some(({ outcome }) => outcome === 'repeated_request'),
      5000,
    );
  });

  it('that is replayed later is refused by its time', async () => {
    const request = bot.sign(command());
    expect((await bot.send(request)).status).toBe(200);
    const before = await asked();
    bot.shiftClock(301_000);
    expect((await bot.send(request)).status).toBe(401);
    bot.shiftClock(0);
    expect(await asked()).toBe(before);
  });

  it('that is refused a thousand times fills no log', async () => {
    const before = (await refusals()).length;
    const forged = { body: 'x', headers: { 'x-slack-signature': 'v0=0', 'x-slack-request-timestamp': '1' } };
    for (let n = 0; n < 20; n++) await Promise.all(Array.from({ length: 50 }, () => bot.send(forged)));
    expect((await refusals()).length - before).toBeLessThanOrEqual(1);
  });

  it('is not taken when it is too large, at another path or by another method', async () => {
    expect((await bot.send(bot.sign('x'.repeat(1024 * 1024 + 1)))).status).toBe(413);
    const { origin } = new URL(bot.requestUrl);
    expect((await fetch(bot.requestUrl)).status).toBe(405);
    expect((await fetch(`${origin}/slack/install`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    const check = { body: 'ssl_check=1&command=%2Fnlb&text=run+baseline', headers: {} };
    const before = await asked();
    expect((await bot.send(check)).status).toBe(200);
    expect(await asked()).toBe(before);
  });
});
