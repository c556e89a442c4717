import { describe, expect, it } from 'vitest';
import { answerStatus } from '../../src/app/answer-status.ts';
import { submitRun } from '../../src/app/submit-run.ts';
import { aProgress, aRequest } from './a-request.ts';
import { begin, end, ID, setUpReporter as setUp } from './reporter-world.ts';

describe('the reporter of a chat that fails', () => {
  it('waits for as long as the chat asks, and then tells the outcome', async () => {
    const { world, thread } = await setUp();
    await begin(world);
    await end(world);
    const calls: number[] = [];
    const update = world.chat.updateRoot;
    world.chat.fail('updateRoot', 1, { retryAfterMs: 20_000 });
    world.chat.updateRoot = (place, message) => {
      calls.push(world.clock.monotonicMs());
      return update(place, message);
    };
    await world.clock.advance(60_000);
    expect(calls).toHaveLength(2);
    expect((calls[1] ?? 0) - (calls[0] ?? 0)).toBeGreaterThanOrEqual(20_000);
    expect(thread().versions.at(-1)?.message.state).toBe('done');
    expect(world.chat.told).toEqual([]);
  });

  it('tries the end again after errors, without posting a part twice', async () => {
    const { world, parts, shown } = await setUp();
    await begin(world);
    world.chat.fail('updateRoot', 3);
    await end(world);
    await world.clock.advance(30_000);
    expect(shown().at(-1)).toBe('done');
    expect(parts()).toEqual(['the plan', 'chart.png', 'the report', 'why']);
    expect(world.chat.told).toEqual([]);
  });

  it('does not count the progress that was missed on the way as tries to tell the end', async () => {
    const { world, shown } = await setUp();
    await begin(world);
    world.chat.fail('updateRoot', Number.POSITIVE_INFINITY);
    for (let second = 1; second <= 40; second++) {
      world.queue.tell('lab', aProgress(second * 1000));
      await world.clock.advance(1000);
    }
    world.chat.fail('updateRoot', 2);
    await end(world);
    await world.clock.advance(70_000);
    expect(world.chat.told).toEqual([]);
    expect(shown().at(-1)).toBe('done');
  });

  it('tells the requester directly, once, where the thread can not be reached', async () => {
    const { world } = await setUp();
    await begin(world);
    for (const method of ['updateRoot', 'postPart'] as const) world.chat.fail(method, Number.POSITIVE_INFINITY);
    await end(world);
    await world.clock.advance(120_000);
    expect(world.chat.told).toHaveLength(1);
    expect(world.chat.told[0]).toMatchObject({
      user: 'U0KATO',
      text: expect.stringContaining('max-connection-duration'),
    });
    expect(await world.store.open()).toEqual([]);
  });

  it('says the end in the message all the same where the thread takes no part', async () => {
    const { world, shown } = await setUp();
    await begin(world);
    world.chat.fail('postPart', Number.POSITIVE_INFINITY);
    await end(world);
    await world.clock.advance(120_000);
    expect(shown().at(-1)).toBe('done');
    expect(world.chat.told).toHaveLength(1);
  });

  it('goes on trying, less and less often, while nobody can be reached at all, and at its next start', async () => {
    const { world, reporter, start, shown } = await setUp();
    await begin(world);
    for (const method of ['updateRoot', 'postPart', 'tell'] as const) world.chat.fail(method, Number.POSITIVE_INFINITY);
    await end(world);
    await world.clock.advance(20 * 60_000);
    expect(await world.store.open()).toHaveLength(1);
    const warnings = world.log.warnings().filter((event) => event === 'report_failed').length;
    expect(warnings).toBeLessThan(40);
    await world.clock.advance(3 * 3_600_000);
    expect(world.log.warnings()).toContain('outcome_given_up');
    const { length } = world.log.warnings();
    await world.clock.advance(3_600_000);
    expect(world.log.warnings()).toHaveLength(length);
    expect(await answerStatus(world.deps, null)).toContain(
      `has ended, and its thread does not say so yet: \`/nlb show ${ID}\``,
    );
    for (const method of ['updateRoot', 'postPart', 'tell'] as const) world.chat.fail(method, 0);
    await reporter.stop();
    await start();
    await world.clock.advance(10_000);
    expect(shown().at(-1)).toBe('done');
    expect(await world.store.open()).toEqual([]);
    expect(await answerStatus(world.deps, null)).not.toContain(ID);
  });

  it('edits a deleted message no more, and tells the end in a new one with all of its parts', async () => {
    const { world, parts } = await setUp();
    await begin(world);
    world.chat.remove(ID);
    let edits = 0;
    const update = world.chat.updateRoot;
    world.chat.updateRoot = (place, message) => {
      edits += 1;
      return update(place, message);
    };
    for (let second = 1; second <= 30; second++) {
      world.queue.tell('lab', aProgress(second * 1000));
      await world.clock.advance(1000);
    }
    expect(edits).toBe(1);
    await end(world);
    await world.clock.advance(30_000);
    expect(edits).toBe(1);
    const again = world.chat.threads.at(-1);
    expect(world.chat.threads).toHaveLength(2);
    expect(again?.versions.map(({ message }) => message.state)).toEqual(['done']);
    expect(again?.parts.map(({ kind }) => kind)).toEqual(['file', 'text', 'text']);
    expect(parts()).toEqual(['the plan']);
    expect(world.chat.told).toEqual([]);
    expect(await world.store.open()).toEqual([]);
  });

  it('tells the end in a new message too where the old one was deleted at the last moment, once over restarts', async () => {
    const { world, start, reporter } = await setUp();
    await begin(world);
    await end(world);
    const post = world.chat.postPart;
    world.chat.postPart = async (place, part) => {
      await post(place, part);
      if (part.kind === 'text' && part.text === 'why') world.chat.remove(ID);
    };
    world.chat.fail('postPart', 1, { when: (part) => part.kind === 'text' && part.text === 'the report' });
    await world.clock.advance(20_000);
    await reporter.stop();
    await start();
    await world.clock.advance(20_000);
    expect(world.chat.threads).toHaveLength(2);
    expect(world.chat.threads.at(-1)?.versions).toHaveLength(1);
    expect(world.chat.told).toEqual([]);
  });

  it('tells the requester at once, with the reason, where the channel is closed to the bot', async () => {
    const { world } = await setUp();
    await begin(world);
    for (const method of ['updateRoot', 'postPart', 'postRoot'] as const)
      world.chat.fail(method, Number.POSITIVE_INFINITY, { code: 'chat_closed' });
    await end(world);
    await world.clock.advance(10_000);
    expect(world.chat.told).toHaveLength(1);
    expect(world.chat.told[0]?.text).toMatch(
      /max-connection-duration.*because the channel could not be told: Slack did not take postPart\. Its report: `\/nlb show r-00000001`/s,
    );
    expect(await world.store.open()).toEqual([]);
  });

  it('tells the requester where the message was deleted and the channel takes no new one', async () => {
    const { world } = await setUp();
    await begin(world);
    world.chat.remove(ID);
    world.chat.fail('postRoot', Number.POSITIVE_INFINITY, { code: 'chat_closed' });
    await end(world);
    await world.clock.advance(10_000);
    expect(world.chat.told).toHaveLength(1);
  });

  it('leaves the numbers of a file that can not be uploaded as text', async () => {
    const { world, parts } = await setUp();
    await begin(world);
    world.chat.fail('postPart', 99, { when: (part) => part.kind === 'file' });
    await end(world);
    await world.clock.advance(10_000);
    expect(parts()).toEqual([
      'the plan',
      'A chart could not be uploaded; `/nlb doctor` names a permission that is missing. In words: Numbers of chart.png',
      'the report',
      'why',
    ]);
  });

  it('shows progress although the plan can not be posted, and posts it when it can', async () => {
    const { world, parts, shown } = await setUp();
    world.chat.fail('postPart', 4);
    await begin(world);
    await world.clock.advance(2000);
    expect(parts()).toEqual([]);
    expect(shown().at(-1)).toBe('running');
    await world.clock.advance(20_000);
    expect(parts()).toEqual(['the plan']);
  });

  it('lets a slow upload of one run not hold up the messages of another', async () => {
    const { world, start, reporter } = await setUp();
    await world.clock.during(reporter.stop());
    await submitRun(
      world.deps,
      aRequest({ id: 'r-00000002', target: 'staging', thread: { channel: 'C0SRE', ts: null } }),
      '2',
    );
    const post = world.chat.postPart;
    world.chat.postPart = async (place, part) => {
      if (part.kind === 'file') await world.clock.sleep(300_000);
      await post(place, part);
    };
    await start();
    await begin(world);
    await end(world);
    await world.clock.advance(1000);
    world.queue.take('staging');
    await world.store.update('r-00000002', { state: 'running' });
    await world.clock.advance(5000);
    expect(world.chat.thread('r-00000002').versions.at(-1)?.message.state).toBe('running');
    await world.clock.advance(300_000);
    expect(world.chat.thread(ID).versions.at(-1)?.message.state).toBe('done');
  });

  it('posts no part twice while the store can not take what was posted', async () => {
    const { world, parts, shown } = await setUp();
    await begin(world);
    await end(world);
    const update = world.store.update;
    let failures = 4;
    world.store.update = async (...args) => {
      if (args[1].enter?.startsWith('told result') && failures-- > 0) throw new Error('Redis hangs');
      await update(...args);
    };
    await world.clock.advance(60_000);
    expect(parts()).toEqual(['the plan', 'chart.png', 'the report', 'why']);
    expect(shown().at(-1)).toBe('done');
  });
});
