import { describe, expect, it } from 'vitest';
import { answerCommand } from '../../src/app/answer-command.ts';
import { keepSchedules } from '../../src/app/keep-schedules.ts';
import { createReporter } from '../../src/app/report-runs.ts';
import { runScheduled } from '../../src/app/run-scheduled.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { RunRecord } from '../../src/domain/record.ts';
import type { ThreadPart } from '../../src/domain/text/message.ts';
import { aRecord } from '../builders/a-record.ts';
import { someUndo } from '../contract/target-guard.contract.ts';
import { aSchedule } from './a-schedule.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';

const WEEKLY = 'schedule add rollout-restart weekly=mon@03:00';
const ID = 's-000001';
const text = (words: string): ThreadPart => ({ kind: 'text', text: words });

/** A bot that tells of runs and keeps schedules, of which one was made by the line given. */
async function setUp(line = WEEKLY, changed: (world: BotWorld) => void = () => undefined) {
  const world = createBotWorld();
  changed(world);
  const over = new AbortController();
  const startReporter = async () => {
    const reporter = createReporter({
      ...world,
      targets: ['lab', 'staging'],
      planParts: async () => [text('the plan')],
      resultParts: async () => [text('the report')],
    });
    await reporter.start();
    await world.clock.advance(1000);
    return reporter;
  };
  const reporter = await startReporter();
  const ask = (command: string, asker = {}) => answerCommand(world.deps, world.asker(asker), command);
  const answer = await ask(line);
  await keepSchedules(world.deps, over.signal);
  /** The worker takes what waits and ends it with this record; gives the run's id, null when nothing waits. */
  const work = async (record: Partial<RunRecord> = {}): Promise<string | null> => {
    const request = world.queue.take('lab');
    if (request === null) return null;
    await world.store.update(request.id, { state: 'running', enter: 'preflight' });
    await world.clock.advance(4000);
    const started_at = request.requested_at;
    await world.store.saveOutcome({ record: aRecord({ id: request.id, started_at, ...record }), raw: {} });
    world.queue.finish('lab');
    await world.clock.advance(10_000);
    return request.id;
  };
  const come = () => world.ticks.come(ID);
  const stored = async () => (await world.deps.schedules.get(ID)) ?? Promise.reject(new Error('it is gone'));
  /** The runs that have a message, and the messages of no run. */
  const roots = () => world.chat.threads.map(({ versions }) => versions[0]?.message.run ?? '');
  const texts = () => world.chat.texts.map((message) => message.text);
  return { ...world, roots, texts, ask, answer, work, come, stored, reporter, startReporter, over };
}

const even = aRecord().verdict;
const uneven = even === null ? null : { ...even, name: 'IMBALANCED' as const };

describe('a schedule', () => {
  it('says when it will run and what it posts, and keeps nothing when it is dry', async () => {
    const { answer, ask, deps } = await setUp(`${WEEKLY} dry=true`);
    expect(answer).toContain('Dry run: nothing is kept.');
    expect(answer).toContain('Next: 30 Nov 2026 03:00 UTC, 7 Dec 2026 03:00 UTC, 14 Dec 2026 03:00 UTC');
    expect(await deps.schedules.list()).toEqual([]);
    expect(await ask('schedule')).toContain('There is no schedule yet. Make one:');
    expect(await ask(WEEKLY)).toContain('Schedule `s-000002`: *rollout-restart* on `lab` every Monday at 03:00 (UTC).');
    expect(await ask('schedule')).toContain('next 30 Nov 2026 03:00 UTC · no run yet');
  });

  it('starts its run in the name of its owner, without a word in the channel until it has news', async () => {
    const { come, work, chat, store, stored, ask, roots } = await setUp();
    await come();
    expect(roots()).toEqual([]);
    const id = (await work({ verdict: even })) ?? '';
    expect((await store.get(id))?.request).toMatchObject({ requested_by: 'U0KATO', target: 'lab' });
    const { versions, parts } = chat.thread(id);
    expect(versions[0]?.message.state).toBe('done');
    expect(versions.at(-1)?.message.lines[1]).toBe(
      ':alarm_clock: Schedule `s-000001`: its first result, with nothing to compare.',
    );
    expect(parts).toEqual([text('the plan'), text('the report')]);
    expect((await store.get(id))?.told).toBe(true);
    expect(await stored()).toMatchObject({ last: { run: id, tick: '2026-11-30T03:00:00.000Z' }, note: null });
    expect(await ask('schedule')).toMatch(/last BALANCED.* on 23 Nov, `r-/);
  });

  it('stays silent while its verdict stays the same, and posts the one that differs', async () => {
    const { come, work, chat, store, roots } = await setUp();
    await come();
    const first = await work({ verdict: even });
    await come();
    const second = (await work({ verdict: even })) ?? '';
    expect(roots()).toEqual([first]);
    expect(await store.get(second)).toMatchObject({ state: 'done', told: true, request: { thread: { ts: null } } });
    await come();
    const third = (await work({ verdict: uneven })) ?? '';
    expect(roots()).toEqual([first, third]);
    expect(chat.thread(third).versions.at(-1)?.message.lines[1]).toMatch(
      /was \*BALANCED.*\* on 23 Nov, now \*IMBALANCED/,
    );
  });

  it('posts every run from its beginning with post=always', async () => {
    const { come, work, chat, roots } = await setUp(`${WEEKLY} post=always`);
    await come();
    const [first] = roots();
    expect(chat.thread(first ?? '').versions[0]?.message.state).toBe('queued');
    expect(chat.thread(first ?? '').versions[0]?.message.context[0]).toContain('schedule `s-000001`');
    await work({ verdict: even });
    await come();
    await work({ verdict: even });
    const [, second = ''] = roots();
    expect(chat.thread(second).versions.at(-1)?.message.lines[1]).toMatch(/BALANCED.*, as on 23 Nov\./);
  });

  it('posts a failure and a target that was not put back, however often', async () => {
    const { come, work, roots } = await setUp();
    const failure = { phase: 'change', code: 'rollout_failed' as const, message: 'no Pod gets Ready' };
    for (let time = 1; time <= 2; time++) {
      await come();
      await work({ state: 'failed', verdict: null, failure });
      expect(roots()).toHaveLength(time);
    }
  });

  it('tells its owner directly when the thread of its news can not be opened', async () => {
    const { come, work, chat, clock, store } = await setUp();
    chat.fail('postRoot', 100);
    await come();
    const id = (await work({ verdict: even })) ?? '';
    await clock.advance(60_000);
    expect(chat.told).toEqual([expect.objectContaining({ user: 'U0KATO' })]);
    expect((await store.get(id))?.told).toBe(true);
  });

  it('tells its owner directly, and at once, when its channel is closed to the bot', async () => {
    const { come, work, chat, store } = await setUp();
    chat.fail('postRoot', 1, { code: 'chat_closed' });
    await come();
    const id = (await work({ verdict: even })) ?? '';
    expect(chat.told).toHaveLength(1);
    expect((await store.get(id))?.told).toBe(true);
  });

  it('tells its owner directly what was left out when its channel is closed', async () => {
    const { come, chat, queue } = await setUp(`${WEEKLY} post=always`);
    chat.fail('postRoot', 1, { code: 'chat_closed' });
    chat.fail('postText', 1, { code: 'chat_closed' });
    await come();
    expect(await queue.list('lab')).toEqual([]);
    expect(chat.told).toEqual([{ user: 'U0KATO', text: expect.stringContaining('was left out: Slack did not take') }]);
  });

  it('is left out with a note while its target is busy, and says so in the channel only with post=always', async () => {
    const { come, ask, stored, queue, roots, texts } = await setUp();
    await ask('run baseline on=lab');
    const before = roots();
    await come();
    expect(texts()).toEqual([]);
    expect(roots()).toEqual(before);
    expect((await queue.list('lab')).map(({ request }) => request.scenario)).toEqual(['baseline']);
    expect((await stored()).note).toMatchObject({ code: 'target_busy', busy: { kind: 'run', by: 'r-00000001' } });
    expect(await ask('schedule')).toContain('left out on 23 Nov 2026');
  });

  it('is left out while a run has left its target changed, and says how that is put back', async () => {
    const { come, stored, lab, queue, ask } = await setUp();
    const fence = await lab.guard.hold('r-elsewhere', 1000);
    await lab.guard.writeUndo(fence, someUndo('r-elsewhere'));
    await lab.guard.release(fence);
    await come();
    expect(await queue.list('lab')).toEqual([]);
    expect((await stored()).note).toMatchObject({ busy: { kind: 'changed', by: 'r-elsewhere' } });
    expect(await ask('schedule')).toContain('/nlb recover');
  });

  it('says with post=always what was left out, once for each moment', async () => {
    const { ask, audit, deps, lab, texts } = await setUp(`${WEEKLY} post=always`);
    await lab.guard.hold('somebody', 3_600_000);
    const tick = await deps.ticks.next();
    await deps.ticks.set(ID, { kind: 'weekly', day: 'mon', hour: 3, minute: 0, tz: 'UTC' });
    expect(await deps.ticks.next()).toEqual(tick);
    await setTick(deps, ID);
    await setTick(deps, ID);
    expect(texts()).toEqual([
      ':fast_forward: Schedule `s-000001`, *rollout-restart* on `lab`, was left out: `somebody` held target `lab`. It is due every Monday at 03:00 (UTC).',
    ]);
    const note = (await deps.schedules.get(ID))?.note;
    expect(await ask(`schedule run ${ID}`)).toContain('was not run: `somebody` held target `lab`.');
    expect(audit.entries.at(-1)).toMatchObject({
      kind: 'refused',
      who: 'U0KATO',
      what: `/nlb schedule run ${ID}`,
      outcome: 'target_busy',
    });
    expect((await deps.schedules.get(ID))?.note).toEqual(note);
    expect(texts()).toHaveLength(1);
  });

  it('starts one run for a moment that comes twice, also after its run has begun or a note is lost', async () => {
    const { deps, queue, work } = await setUp();
    await setTick(deps, ID);
    await setTick(deps, ID);
    expect(await queue.list('lab')).toHaveLength(1);
    await deps.schedules.update(ID, { last: null });
    await setTick(deps, ID);
    expect(await queue.list('lab')).toHaveLength(1);
    expect((await deps.schedules.get(ID))?.note).toBeNull();
    await work({ verdict: even });
    await deps.schedules.update(ID, { last: null });
    await setTick(deps, ID);
    expect(await queue.list('lab')).toHaveLength(0);
  });

  it('starts no second run for a moment whose delivery the store has forgotten since', async () => {
    const { deps, queue, work, store } = await setUp();
    await setTick(deps, ID);
    await work({ verdict: even });
    store.lose();
    await setTick(deps, ID);
    expect(await queue.list('lab')).toHaveLength(0);
  });

  it('is left out when its owner may no longer, and says so once', async () => {
    const { come, allowed, stored, queue, texts } = await setUp();
    allowed.set('lab', { users: ['U0ANNA'], groups: [], channels: [] });
    await come();
    await come();
    expect(await queue.list('lab')).toEqual([]);
    expect((await stored()).note).toMatchObject({ code: 'not_allowed' });
    expect(texts()).toHaveLength(1);
    expect(texts()[0]).toContain('was left out: <@U0KATO> may no longer run this on target `lab` from this channel.');
  });

  it('is left out when it asks more than its target allows by now', async () => {
    const { come, deps, stored, queue } = await setUp(`${WEEKLY} clients=40`);
    (deps.targets as Map<string, unknown>).set('lab', { ...deps.targets.get('lab'), clients: 39 });
    await come();
    expect(await queue.list('lab')).toEqual([]);
    expect((await stored()).note).toMatchObject({ code: 'over_limit' });
  });

  it('starts nothing at a moment that was under way when it was paused or removed', async () => {
    const { ask, deps, queue, ticks } = await setUp();
    await ask(`schedule pause ${ID}`);
    await setTick(deps, ID);
    await deps.ticks.set(ID, { kind: 'daily', hour: 3, minute: 0, tz: 'UTC' });
    await deps.schedules.remove(ID);
    await ticks.come(ID);
    expect(await queue.list('lab')).toEqual([]);
    expect(await ticks.next()).toEqual(new Map());
  });

  it('tells each run in the language of its owner', async () => {
    const { come, queue, deps } = await setUp('schedule');
    await answerCommand(deps, { user: 'U0ANNA', channel: 'C0SRE', key: 'k', language: 'ja' }, WEEKLY);
    await come();
    expect((await queue.list('lab')).map(({ request }) => request)).toMatchObject([
      { requested_by: 'U0ANNA', language: 'ja' },
    ]);
  });

  it('shows the plan of each run of a guarded target, and ends in silence when nobody approves', async () => {
    const { come, chat, clock, store, stored, roots, texts } = await setUp(WEEKLY, ({ needs }) =>
      needs.set('lab', 'confirm'),
    );
    await come();
    const [id = ''] = roots();
    expect(chat.thread(id).versions[0]?.message.state).toBe('awaiting_approval');
    expect((await stored()).last?.run).toBe(id);
    await clock.advance(11 * 60_000);
    expect(await store.get(id)).toMatchObject({ state: 'cancelled', approval: { lapsed: 'expired' } });
    expect(roots()).toEqual([id]);
    expect(texts()).toEqual([]);
  });

  it('can be run now, by those who may, and paused by anybody; removed, it is gone', async () => {
    const { ask, queue, allowed, come, ticks, work, clock } = await setUp();
    expect(await ask(`schedule run ${ID}`)).toMatch(/Run `r-0000000\d` of schedule `s-000001` is on its way/);
    expect(await queue.list('lab')).toHaveLength(1);
    await work({ verdict: even });
    await ask(`schedule run ${ID}`, { user: 'U0YUKI' });
    expect((await queue.list('lab')).map(({ request }) => request.requested_by)).toEqual(['U0YUKI']);
    await work({ verdict: even });
    allowed.set('lab', { users: ['U0KATO'], groups: [], channels: [] });
    await expect(ask(`schedule run ${ID}`, { user: 'U0ANNA' })).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(ask(WEEKLY, { user: 'U0ANNA' })).rejects.toMatchObject({ code: 'not_allowed' });
    expect(await ask(`schedule pause ${ID}`, { user: 'U0ANNA' })).toContain('is paused');
    // A moment that is missing is set again every 15 s; this one is not missing.
    await clock.advance(16_000);
    expect((await ticks.next()).size).toBe(0);
    expect(await ask(`schedule show ${ID}`)).toContain(`/nlb schedule resume ${ID}`);
    await expect(ask(`schedule resume ${ID}`, { user: 'U0ANNA' })).rejects.toMatchObject({ code: 'not_allowed' });
    expect(await ask(`schedule resume ${ID}`)).toContain('next 30 Nov 2026 03:00 UTC');
    await come();
    expect(await queue.list('lab')).toHaveLength(1);
    expect(await ask(`schedule remove ${ID}`)).toContain('is removed');
    expect(await ask(`schedule show ${ID}`)).toContain('There is no schedule');
    expect((await ticks.next()).size).toBe(0);
  });

  it('is made once when its command is delivered again, and not a second time under another id', async () => {
    const { deps, asker, ask, audit } = await setUp('schedule');
    const one = asker();
    const first = await answerCommand(deps, one, WEEKLY);
    expect(await answerCommand(deps, one, WEEKLY)).toBe(first);
    expect(await deps.schedules.list()).toHaveLength(1);
    expect(await ask(WEEKLY)).toContain('runs the same at the same time already');
    expect(await ask(`${WEEKLY} clients=40`)).toContain('Next: 30 Nov 2026');
    expect(await deps.schedules.list()).toHaveLength(2);
    const noted = { kind: 'scheduled', who: 'U0KATO', channel: 'C0SRE', target: 'lab' };
    expect(audit.entries).toMatchObject([
      { ...noted, what: '/nlb schedule add rollout-restart on=lab weekly=mon@03:00' },
      { ...noted, what: '/nlb schedule add rollout-restart clients=40 on=lab weekly=mon@03:00' },
    ]);
  });

  it('says that it ends with the bot where nothing is kept', async () => {
    const { ask, deps } = await setUp('schedule');
    const warning = 'keeps nothing over a restart. Set REDIS_URL';
    expect(await ask(`${WEEKLY} dry=true`)).not.toContain(warning);
    deps.keepsNothing = true;
    expect(await ask(WEEKLY)).toContain(warning);
  });

  it('leaves a trace where it is refused, and none where it is dry', async () => {
    const { ask, audit, deps } = await setUp('schedule');
    await expect(ask('schedule add baseline clients=51 on=staging daily=03:00 dry=true')).rejects.toMatchObject({
      code: 'over_limit',
    });
    expect(audit.entries).toEqual([]);
    await expect(ask('schedule add baseline clients=51 on=staging daily=03:00')).rejects.toMatchObject({
      code: 'over_limit',
    });
    expect(audit.entries).toMatchObject([
      { kind: 'refused', outcome: 'over_limit', what: '/nlb schedule add baseline clients=51 on=staging daily=03:00' },
    ]);
    audit.away(true);
    await expect(ask(WEEKLY)).rejects.toMatchObject({ code: 'audit_unavailable' });
    expect(await deps.schedules.list()).toEqual([]);
  });

  it('is not kept when its moments can not be set', async () => {
    const { deps, asker } = await setUp('schedule');
    const set = () => Promise.reject(new AppError('queue_unavailable', 'The queue did not answer.'));
    const add = answerCommand({ ...deps, ticks: { ...deps.ticks, set } }, asker(), WEEKLY);
    await expect(add).rejects.toMatchObject({ code: 'queue_unavailable' });
    expect(await deps.schedules.list()).toEqual([]);
  });

  it('is left out when its target is not configured any more', async () => {
    const { deps, texts } = await setUp('schedule');
    await deps.schedules.add(aSchedule({ id: ID, target: 'gone' }), 50);
    await setTick(deps, ID);
    expect((await deps.schedules.get(ID))?.note).toMatchObject({ code: 'target_unknown' });
    expect(texts()).toHaveLength(1);
  });

  it('has its silent run told by the bot that comes after the one that started it', async () => {
    const { come, work, roots, reporter, startReporter, chat } = await setUp();
    await come();
    await reporter.stop();
    const id = (await work({ verdict: even })) ?? '';
    expect(roots()).toEqual([]);
    await startReporter();
    await work();
    expect(roots()).toEqual([id]);
    expect(chat.thread(id).parts).toHaveLength(2);
  });

  it('goes on after the bot was started again, and gets its moment back when that is lost', async () => {
    const { deps, over, ticks, clock, reporter, come, queue, roots } = await setUp();
    over.abort();
    await reporter.stop();
    await ticks.close();
    await keepSchedules(deps, new AbortController().signal);
    await come();
    expect(await queue.list('lab')).toHaveLength(1);
    ticks.lose();
    await clock.advance(16_000);
    expect((await ticks.next()).get(ID)).toBe('2026-11-30T03:00:00.000Z');
    expect(roots()).toEqual([]);
  });

  it('is not for a shell, whose instance ends with the command', async () => {
    const { deps, asker } = await setUp();
    const answer = await answerCommand({ ...deps, isShell: true }, asker(), WEEKLY);
    expect(answer).toContain('needs a bot that stays');
  });
});

/** The moment of the next Monday, delivered anew. */
async function setTick(deps: BotWorld['deps'], id: string): Promise<void> {
  const stored = await deps.schedules.get(id);
  if (stored !== null) await runScheduled(deps, stored, { tick: '2026-11-30T03:00:00.000Z', by: null });
}
