import { describe, expect, it } from 'vitest';
import { answerCommand } from '../../src/app/answer-command.ts';
import { createHomes } from '../../src/app/keep-homes.ts';
import { runFromHome } from '../../src/app/run-from-home.ts';
import { aTargetReport } from '../builders/a-target-report.ts';
import { createFakeHomePages } from '../fakes/fake-home-pages.ts';
import { aProgress } from './a-request.ts';
import { createBotWorld } from './bot-world.ts';

async function createHomeWorld() {
  const world = createBotWorld();
  const pages = createFakeHomePages({ clock: world.clock });
  const homes = createHomes({ ...world.deps, pages });
  const published = (user: string) => pages.published.filter((one) => one.user === user).length;
  await homes.start();
  return {
    ...world,
    pages,
    homes,
    published,
    run: async () => {
      expect(await answerCommand(world.deps, world.asker(), 'run max-connection-duration')).toBeNull();
    },
    /** Opens somebody's page, with all the time that takes. */
    open: async (user: string, page = 1) => world.clock.during(homes.open(user, page, 'en')),
  };
}

describe('home pages', () => {
  it('are there at once, and again once the targets have answered', async () => {
    const world = await createHomeWorld();
    const opened = world.homes.open('U0KATO', 1, 'en');
    await world.clock.until(() => world.published('U0KATO') === 1, 0);
    expect(world.pages.text('U0KATO')).toContain('*`lab`* (lab, the default): its worker is being asked');
    const ask = await world.desk.take('lab');
    await world.desk.answer(ask?.id ?? '', { kind: 'report', report: aTargetReport() });
    await world.clock.during(opened, 3000);
    expect(world.pages.text('U0KATO')).toContain('*`lab`* (lab, the default): ready for a run, 3 of 3 Pods Ready');
    expect(world.pages.text('U0KATO')).toContain('*`staging`* (kubernetes): no worker answered in time');
    expect(world.published('U0KATO')).toBe(2);
  });

  it('ask the targets once in a while, not for everybody who opens one', async () => {
    const world = await createHomeWorld();
    await Promise.all([world.open('U0KATO'), world.open('U0ANNA')]);
    await world.open('U0BEN');
    expect(world.published('U0BEN')).toBe(1);
    await world.clock.advance(31_000);
    const opened = world.homes.open('U0BEN', 1, 'en');
    await world.clock.advance(0);
    expect(await world.desk.take('lab')).not.toBeNull();
    await world.clock.during(opened);
  });

  it('say who holds a target now, not who held it when it was asked last', async () => {
    const world = await createHomeWorld();
    let holder: string | null = 'recovery-1';
    let asked = 0;
    world.desk.ask = async (target, { id }) => {
      if (target === 'lab') asked += 1;
      const holding = { ok: true as const, value: holder === null ? null : { holder, expires_in_ms: 9000 } };
      await world.desk.answer(id, { kind: 'report', report: aTargetReport({ holding }) });
    };
    await world.open('U0KATO');
    expect(world.pages.text('U0KATO')).toContain('3 of 3 Pods Ready; held by `recovery-1`');
    holder = null;
    await world.run();
    world.queue.take('lab');
    await world.store.update('r-00000001', { state: 'running' });
    await world.clock.advance(9000);
    expect(world.pages.text('U0KATO')).toContain('in use by run `r-00000001`');
    expect(world.pages.text('U0KATO')).not.toContain('recovery-1');
    await world.store.update('r-00000001', { state: 'cancelled' });
    world.queue.finish('lab');
    await world.clock.advance(9000);
    expect(world.pages.text('U0KATO')).toMatch(/ready for a run, 3 of 3 Pods Ready\n/);
    expect(asked).toBe(3);
  });

  it('are published again when a run starts or ends, for those who opened theirs lately', async () => {
    const world = await createHomeWorld();
    await world.open('U0KATO');
    const before = world.published('U0KATO');
    await world.run();
    await world.clock.advance(9000);
    expect(world.published('U0KATO')).toBe(before + 1);
    expect(world.pages.text('U0KATO')).toContain(':hourglass: *max-connection-duration 1s* on `lab` - starts now');
    world.queue.take('lab');
    await world.store.update('r-00000001', { state: 'running' });
    world.queue.tell('lab', aProgress(34_000));
    await world.clock.advance(6000);
    expect(world.pages.text('U0KATO')).toContain('control: observing · 34 s of about 44 s');
    await world.clock.advance(10 * 60_000);
    const after = world.published('U0KATO');
    await world.store.update('r-00000001', { state: 'interrupted' });
    world.queue.finish('lab');
    await world.clock.advance(30_000);
    expect(world.published('U0KATO')).toBe(after);
  });

  it('are published no more often than every 5 s, however much moves, and never without news', async () => {
    const world = await createHomeWorld();
    await world.open('U0KATO');
    const before = world.published('U0KATO');
    for (let n = 0; n < 20; n++) {
      await world.run();
      await world.clock.advance(1000);
    }
    expect(world.published('U0KATO') - before).toBeLessThanOrEqual(4);
    await world.clock.advance(5000);
    const after = world.published('U0KATO');
    await world.clock.advance(120_000);
    expect(world.published('U0KATO')).toBe(after);
  });

  it('keep the page that somebody has turned to, and their answer until they turn again', async () => {
    const world = await createHomeWorld();
    for (let n = 0; n < 12; n++) await world.run();
    for (const { request } of await world.store.open()) await world.store.update(request.id, { state: 'cancelled' });
    await world.open('U0KATO', 2);
    expect(world.pages.text('U0KATO')).toContain('11 to 12 of 12');
    await world.clock.during(world.homes.answer('U0KATO', 'Run `r-1` was taken out.', 'en'));
    expect(world.pages.text('U0KATO')).toMatch(/^Run `r-1` was taken out\./);
    expect(world.pages.text('U0KATO')).toContain('11 to 12 of 12');
    await world.open('U0KATO', 1);
    expect(world.pages.text('U0KATO')).not.toContain('was taken out');
  });

  it('are in the language of whoever opens theirs', async () => {
    const world = await createHomeWorld();
    await world.clock.during(world.homes.open('U0HARUKA', 1, 'ja'));
    expect(world.pages.text('U0HARUKA')).toContain('実行中のものはありません。');
    await world.open('U0KATO');
    expect(world.pages.text('U0KATO')).toContain('Nothing runs.');
  });

  it('show what runs by itself, with its next moment', async () => {
    const world = await createHomeWorld();
    const made = await answerCommand(world.deps, world.asker(), 'schedule add rollout-restart weekly=mon@03:00');
    expect(made).toContain('Schedule `s-000001`');
    await world.open('U0KATO');
    expect(world.pages.text('U0KATO')).toContain('`s-000001` *rollout-restart* on `lab` - every Monday at 03:00 (UTC)');
  });

  it('offer the form of a run where somebody has run before, in that channel', async () => {
    const world = await createHomeWorld();
    const opened: { channel: string; trigger: string; text: string }[] = [];
    const forms = {
      forCommand: async ({ channel }: { channel: string }, trigger: string, text: string) => {
        opened.push({ channel, trigger, text });
        return true;
      },
    };
    const press = (user: string) =>
      runFromHome({ history: world.history, forms }, world.asker({ user, channel: '' }), 'trigger');
    await world.run();
    expect(await press('U0ANNA')).toContain('Start a run in a channel');
    expect(opened).toEqual([]);
    expect(await press('U0KATO')).toBeNull();
    expect(opened).toEqual([{ channel: 'C0SRE', trigger: 'trigger', text: 'run' }]);
    await world.open('U0KATO');
    expect(world.pages.text('U0KATO')).toContain('Its message appears in <#C0SRE>');
    await world.open('U0ANNA');
    expect(world.pages.text('U0ANNA')).toContain('Start a run in a channel');
  });

  it('say so when Redis is away', async () => {
    const world = await createHomeWorld();
    world.store.away(true);
    await world.open('U0KATO');
    expect(world.pages.text('U0KATO')).toContain('can not be shown: Redis is away. Where REDIS_URL is set');
  });

  it('that Slack refuses are published by the next round, after the time that Slack asked for', async () => {
    const world = await createHomeWorld();
    await world.open('U0KATO');
    const before = world.published('U0KATO');
    world.pages.fail(1, { retryAfterMs: 60_000 });
    await world.run();
    await world.clock.advance(59_000);
    expect(world.published('U0KATO')).toBe(before);
    expect(world.log.lines.some(({ event }) => event === 'home_not_published')).toBe(true);
    await world.clock.advance(30_000);
    expect(world.published('U0KATO')).toBe(before + 1);
  });

  it('are published to nobody more once the bot is on its way out', async () => {
    const world = await createHomeWorld();
    for (let n = 0; n < 5; n++) await world.open(`U0${n}`);
    const before = world.pages.published.length;
    await world.run();
    const stopped = Promise.withResolvers<void>();
    world.pages.onPublish = () => void world.homes.stop().then(stopped.resolve);
    await world.clock.advance(6000);
    await stopped.promise;
    expect(world.pages.published.length - before).toBe(1);
  });

  it('are kept up to date for the last twenty people alone', async () => {
    const world = await createHomeWorld();
    for (let n = 0; n < 21; n++) await world.open(`U0${n}`);
    const before = world.pages.published.length;
    await world.run();
    await world.clock.advance(6000);
    const users = world.pages.published.slice(before).map(({ user }) => user);
    expect(users).toHaveLength(20);
    expect(users).not.toContain('U00');
  });
});
