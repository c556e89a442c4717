import { describe, expect, it } from 'vitest';
import { answerAction } from '../../src/app/answer-action.ts';
import { answerCommand } from '../../src/app/answer-command.ts';
import { answerMention } from '../../src/app/answer-mention.ts';
import { cancelRun } from '../../src/app/cancel-run.ts';
import { planRun } from '../../src/app/plan-run.ts';
import { createReporter } from '../../src/app/report-runs.ts';
import type { ApprovalNeed } from '../../src/domain/run.ts';
import { rootMessage } from '../../src/domain/text/root-message.ts';
import type { RunStore, StoredRun } from '../../src/ports/run-store.ts';
import { aSweepPlan } from '../builders/a-sweep-record.ts';
import { aRequest } from './a-request.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';
import { createWorld } from './world.ts';

const RUN = 'run max-connection-duration value=60s';
const ID = 'r-00000001';

function guarded(need: ApprovalNeed): BotWorld {
  const world = createBotWorld();
  world.needs.set('lab', need);
  return world;
}
const ask = (world: BotWorld, text: string, user = 'U0KATO') => answerCommand(world.deps, world.asker({ user }), text);
const stateOf = async (world: BotWorld) => (await world.store.get(ID))?.state;
/** A stored run as its root message shows it. */
const viewOf = (stored: StoredRun | null) => ({
  ...(stored ?? { request: aRequest(), state: 'failed' as const, approval: null, cancelled_by: null }),
  place: null,
  starts_in_ms: null,
  progress: null,
  record: null,
  previous: null,
});
const queued = async (world: BotWorld) => (await world.queue.list('lab')).map(({ request }) => request);

describe('a run on a guarded target', () => {
  it('waits in no queue, and says what it would do, whose word it needs and until when', async () => {
    const world = guarded('second-person');
    expect(await ask(world, RUN)).toBeNull();
    expect(await stateOf(world)).toBe('awaiting_approval');
    expect(await queued(world)).toEqual([]);
    const { message } = world.chat.thread(ID).versions.at(-1) ?? {};
    expect(message).toMatchObject({ state: 'awaiting_approval', buttons: ['approve', 'cancel'] });
    // 20 clients, two restarts, and 20 connections a minute for 45 s at most.
    expect(message?.lines[0]).toContain(
      'opens 20 connections, restarts Deployment `envoy` (3 Pods) 3 times, the last to put it back; about 54 reconnects expected',
    );
    expect(message?.lines[0]).toMatch(/ needs a second person until \d\d:\d\d UTC: it opens /);
    expect(message?.lines[1]).toMatch(/^Nothing is touched before that/);
    expect(await ask(world, 'status')).toContain('waits for an approval');
  });

  it('goes into the queue with the word of a second person, for the plan that was shown', async () => {
    const world = guarded('second-person');
    await ask(world, RUN);
    expect(await ask(world, `approve ${ID}`)).toContain('needs a second person');
    expect(await queued(world)).toEqual([]);
    expect(await ask(world, `approve ${ID}`, 'U0ANNA')).toBeNull();
    const [request] = await queued(world);
    const { hash } = await planRun(world.deps.plan('lab'), request ?? aRequest());
    expect(request?.approved).toEqual({ by: 'U0ANNA', plan: hash, channel: 'C0SRE' });
    expect(request?.thread.ts).toBe(world.chat.thread(ID).ts);
    expect((await world.store.get(ID))?.journal.at(-1)?.phase).toBe(`approved by U0ANNA: plan ${hash}`);
    expect(rootMessage(viewOf(await world.store.get(ID))).context).toEqual([
      `run \`${ID}\` · <@U0KATO> · approved by <@U0ANNA>`,
    ]);
    expect(await ask(world, `approve ${ID}`, 'U0BEN')).toContain("waits for nobody's approval");
    expect(await queued(world)).toHaveLength(1);
  });

  it('goes into the queue with the word of whoever asked for it where a confirmation is enough', async () => {
    const world = guarded('confirm');
    await ask(world, RUN);
    expect(await answerAction(world.deps, world.asker(), 'approve', ID)).toBeNull();
    expect(await queued(world)).toHaveLength(1);
  });

  it('counts the first of two words that come at once', async () => {
    const world = guarded('confirm');
    await ask(world, RUN);
    const answers = await Promise.all(['U0ANNA', 'U0BEN'].map((user) => ask(world, `approve ${ID}`, user)));
    expect(answers.filter((answer) => answer === null)).toHaveLength(1);
    expect(answers.find((answer) => answer !== null)).toContain("waits for nobody's approval");
    const requests = await queued(world);
    expect(requests).toHaveLength(1);
    expect((await world.store.get(ID))?.approval?.given_by).toBe(requests[0]?.approved?.by);
  });

  it('ends untouched where the target has changed since its plan was shown', async () => {
    const world = guarded('confirm');
    await ask(world, RUN);
    world.lab.edit((document) => `${document}# edited\n`);
    expect(await ask(world, `approve ${ID}`)).toContain('no longer as the plan');
    expect(await queued(world)).toEqual([]);
    expect(await world.store.get(ID)).toMatchObject({ state: 'failed', approval: { lapsed: 'changed' } });
  });

  it('can be rejected by its button, and approved or asked about in its thread', async () => {
    const world = guarded('confirm');
    await ask(world, RUN);
    const { ts } = world.chat.thread(ID);
    expect(await answerMention(world.deps, world.asker(), 'status', ts)).toContain('waits for an approval');
    expect(await answerAction(world.deps, world.asker({ user: 'U0BEN' }), 'cancel', ID)).toContain('had not started');
    expect(await stateOf(world)).toBe('cancelled');
    expect(await answerMention(world.deps, world.asker(), 'approve', ts)).toContain('nothing to approve');
  });

  it('that is given while somebody rejects leaves no run in the queue that is told to be cancelled', async () => {
    const world = guarded('confirm');
    await ask(world, RUN);
    const store: RunStore = {
      ...world.store,
      async get(id) {
        const seen = await world.store.get(id);
        await ask(world, `approve ${ID}`, 'U0BEN');
        return seen;
      },
    };
    expect(await cancelRun({ ...world.deps, store }, ID, world.asker())).toBe('removed');
    expect(await stateOf(world)).toBe('cancelled');
    expect(await queued(world)).toEqual([]);
  });

  it('is another one that needs its own word when it is run again', async () => {
    const world = guarded('confirm');
    await ask(world, RUN);
    await ask(world, `approve ${ID}`);
    await answerAction(world.deps, world.asker(), 'rerun', ID);
    expect(await world.store.get('r-00000002')).toMatchObject({ state: 'awaiting_approval' });
    expect((await world.store.get('r-00000002'))?.request.approved).toBeUndefined();
  });

  it('lapses after ten minutes, and its thread has the plan and says so', async () => {
    const world = guarded('confirm');
    await ask(world, RUN);
    const reporter = createReporter({
      ...world,
      targets: ['lab', 'staging'],
      planParts: async () => [{ kind: 'text', text: 'the plan' }],
      resultParts: async () => [],
    });
    await reporter.start();
    await world.clock.advance(9 * 60_000);
    expect(world.chat.thread(ID).parts).toEqual([{ kind: 'text', text: 'the plan' }]);
    expect(await stateOf(world)).toBe('awaiting_approval');
    await world.clock.advance(70_000);
    await reporter.stop();
    expect(await ask(world, `approve ${ID}`)).toContain('The time to approve');
    const last = world.chat.thread(ID).versions.at(-1)?.message;
    expect(last).toMatchObject({ state: 'cancelled', buttons: ['rerun', 'change', 'explain'] });
    expect(last?.lines[0]).toContain('was approved by nobody in time. Nothing was touched.');
  });

  it('is not confirmed by a hash in Slack, where a person presses a button', async () => {
    const world = guarded('confirm');
    await expect(ask(world, `${RUN} confirm=3f9a12b4c5d6`)).rejects.toMatchObject({ code: 'approval_missing' });
    expect(await world.store.open()).toEqual([]);
  });
});

describe('the shell on a guarded target', () => {
  const atShell = (need: ApprovalNeed) => {
    const world = guarded(need);
    world.deps.isShell = true;
    return world;
  };
  const shownHash = async (world: BotWorld) =>
    /Plan `([0-9a-f]{12})`\.$/.exec((await ask(world, `${RUN} dry=true`)) ?? '')?.[1] ?? '';

  it('shows the same hash for the same plan, and runs with it', async () => {
    const world = atShell('confirm');
    const hash = await shownHash(world);
    expect(await shownHash(world)).toBe(hash);
    expect(await ask(world, `${RUN} confirm=${hash}`)).toBeNull();
    const [request] = await queued(world);
    expect(request?.approved).toMatchObject({ by: 'U0KATO', plan: expect.stringMatching(`^${hash}`) });
  });

  it.each([
    ['nothing', '', 'approval_missing'],
    ['another hash', ' confirm=000000000000', 'plan_changed'],
    ['the hash of other parameters', ' clients=21', 'plan_changed'],
  ])('refuses %s', async (_what, more, code) => {
    const world = atShell('confirm');
    const hash = await shownHash(world);
    const line = more.includes('clients') ? `${RUN}${more} confirm=${hash}` : `${RUN}${more}`;
    await expect(ask(world, line)).rejects.toMatchObject({ code });
    expect(await world.store.open()).toEqual([]);
  });

  it('approves nothing that waits in Slack, where it is known who asked', async () => {
    const world = guarded('second-person');
    await ask(world, RUN);
    world.deps.isShell = true;
    await expect(ask(world, `approve ${ID}`, 'shell:kato')).rejects.toMatchObject({ code: 'approval_missing' });
    expect(await stateOf(world)).toBe('awaiting_approval');
  });

  it('can not give the word of a second person, and names the command for Slack', async () => {
    const world = atShell('second-person');
    await expect(ask(world, RUN)).rejects.toMatchObject({
      code: 'approval_missing',
      message: expect.stringContaining('In Slack: `/nlb run max-connection-duration value=60s on=lab`'),
    });
  });
});

describe('a worker on a guarded target', () => {
  const worldOf = async (need: ApprovalNeed) => {
    const world = createWorld();
    world.deps.need = need;
    const request = aRequest({ scenario: 'max-connection-duration' });
    const { hash } = await planRun({ ...world.lab, config: world.deps.config, place: null, need }, request);
    return { world, request, hash };
  };

  it('carries out a sweep that was approved, at most as often as its plan said', async () => {
    const world = createWorld();
    world.deps.need = 'confirm';
    const sweep = aSweepPlan({ values_ms: [1000, 2000], budget_ms: 300_000 });
    const parameters = { clients: 60, interval_ms: 500, warmup_ms: 1000, value_ms: null, sweep };
    const request = aRequest({ scenario: 'max-connection-duration', parameters });
    const plan = { ...world.lab, config: world.deps.config, place: null, need: 'confirm' as const };
    const { hash, effect } = await planRun(plan, request);
    expect(effect.at_most).toBe(true);
    const record = await world.run({ ...request, approved: { by: 'U0ANNA', plan: hash } });
    expect(record).toMatchObject({ state: 'done', sweep: { recommended: '2s' } });
    expect(world.spy.names('target.rollout').length).toBeLessThanOrEqual(effect.rollouts);
    const changed = { ...parameters, sweep: { ...sweep, values_ms: [1000, 3000] } };
    const other = await planRun(plan, aRequest({ scenario: 'max-connection-duration', parameters: changed }));
    expect(other.hash).not.toBe(hash);
  });

  it('carries out what was approved', async () => {
    const { world, request, hash } = await worldOf('second-person');
    const record = await world.run({ ...request, approved: { by: 'U0ANNA', plan: hash } });
    expect(record.state).toBe('done');
  });

  it.each([
    ['without a word', undefined, 'approval_missing'],
    ["with the requester's own word", { by: 'U0KATO', plan: '' }, 'approval_missing'],
    ['with the word for another plan', { by: 'U0ANNA', plan: '0'.repeat(64) }, 'plan_changed'],
  ] as const)('touches nothing %s', async (_what, approved, code) => {
    const { world, request } = await worldOf('second-person');
    const before = await world.image();
    const record = await world.run({ ...request, ...(approved === undefined ? {} : { approved }) });
    expect(record).toMatchObject({
      state: 'failed',
      failure: { phase: 'preflight', code },
      restore: { state: 'NOT_NEEDED' },
    });
    expect(await world.image()).toBe(before);
    expect(world.spy.calls.filter(({ name }) => name === 'target.rollout')).toEqual([]);
    expect(await world.lab.guard.readUndo()).toBeNull();
  });
});
