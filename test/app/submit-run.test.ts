import { describe, expect, it } from 'vitest';
import { answerCommand } from '../../src/app/answer-command.ts';
import { submitRun } from '../../src/app/submit-run.ts';
import { aRequest } from './a-request.ts';
import { createBotWorld } from './bot-world.ts';

const unposted = (id: string) => aRequest({ id, thread: { channel: 'C0SRE', ts: null } });

describe('submitRun', () => {
  it('keeps the run, opens its thread and queues it with the thread', async () => {
    const { deps, chat, store, queue } = createBotWorld();
    expect(await submitRun(deps, unposted('r-1'), 'key')).toBe('r-1');
    const { ts, versions } = chat.thread('r-1');
    expect(versions[0]?.message).toMatchObject({ state: 'queued', buttons: ['cancel'] });
    expect((await store.get('r-1'))?.request.thread).toEqual({ channel: 'C0SRE', ts });
    expect((await queue.list('lab')).map(({ request }) => request)).toEqual([
      { ...unposted('r-1'), thread: { channel: 'C0SRE', ts } },
    ]);
  });

  it('gives copies of a delivery, at once or later, the first one’s run: one message, one place', async () => {
    const { deps, chat, queue, clock } = createBotWorld();
    const copies = Array.from({ length: 5 }, (_, index) => submitRun(deps, unposted(`r-${index}`), 'key'));
    const ids = new Set(await Promise.all(copies));
    expect(ids.size).toBe(1);
    await clock.advance(360_000);
    expect(await submitRun(deps, unposted('r-9'), 'key')).toBe([...ids][0]);
    expect(chat.threads).toHaveLength(1);
    expect(await queue.list('lab')).toHaveLength(1);
  });

  it('says how long a run waits behind others', async () => {
    const { deps, chat } = createBotWorld();
    for (const id of ['r-1', 'r-2', 'r-3']) await submitRun(deps, unposted(id), id);
    const firstLines = ['r-1', 'r-2', 'r-3'].map((id) => chat.thread(id).versions[0]?.message.lines[0]);
    expect(firstLines[0]).toContain('starts now');
    expect(firstLines[1]).toContain('next in the queue, starts in about');
    expect(firstLines[2]).toContain('2nd in the queue');
  });

  it('keeps and posts nothing where the queue does not answer', async () => {
    const { deps, chat, store, queue } = createBotWorld();
    queue.away(true);
    await expect(submitRun(deps, unposted('r-1'), 'key')).rejects.toMatchObject({ code: 'queue_unavailable' });
    expect(chat.threads).toEqual([]);
    expect(await store.open()).toEqual([]);
  });

  it('says in the thread that nothing was started where the queue fails at the last moment, and leaves no open run', async () => {
    const { deps, chat, store, queue } = createBotWorld();
    const post = chat.postRoot;
    deps.chat = {
      ...chat,
      postRoot: (...args) => {
        queue.away(true);
        return post(...args);
      },
    };
    await expect(submitRun(deps, unposted('r-1'), 'key')).rejects.toMatchObject({ code: 'queue_unavailable' });
    expect(chat.thread('r-1').versions.at(-1)?.message).toMatchObject({ state: 'failed', buttons: [] });
    expect(chat.thread('r-1').versions.at(-1)?.message.text).toContain('nothing was started');
    expect(await store.open()).toEqual([]);
    // A worker that finds it in the queue after all sees that it has ended.
    expect((await store.get('r-1'))?.state).toBe('failed');
  });

  it.each(['updateRoot', 'store'])('tells of the queue, not of what failed after it (%s)', async (also) => {
    const { deps, chat, store, queue } = createBotWorld();
    const post = chat.postRoot;
    deps.chat = {
      ...chat,
      postRoot: (...args) => {
        queue.away(true);
        return post(...args);
      },
    };
    deps.queue = {
      ...queue,
      add: (request) => {
        if (also === 'store') store.away(true);
        else chat.fail('updateRoot', 1);
        return queue.add(request);
      },
    };
    const submitted = submitRun(deps, unposted('r-1'), 'key');
    await expect(submitted).rejects.toMatchObject({ message: 'The queue did not answer.' });
  });

  it('queues nothing where the thread can not be opened', async () => {
    const { deps, chat, store, queue, asker } = createBotWorld();
    chat.fail('postRoot', 1);
    await expect(submitRun(deps, unposted('r-00000001'), 'key')).rejects.toMatchObject({ code: 'chat_failed' });
    expect(await queue.list('lab')).toEqual([]);
    expect(await store.open()).toEqual([]);
    // It is no run of the past, and who has its id learns why.
    expect(await store.history.runs()).toEqual([]);
    for (const question of ['show r-00000001', 'status r-00000001']) {
      const told = await answerCommand(deps, asker(), question);
      expect(told).toMatch(/was refused: Slack did not take postRoot\. Nothing was started\./);
      expect(told).not.toMatch(/left a record|targets/);
    }
  });

  it('takes the limit of the target where the scenario has more clients by default, unless a number was asked for', async () => {
    const { deps, store, asker } = createBotWorld();
    const limits = { clients: 100, observe_ms: 30_000, scenarios: ['traffic-policy'] };
    const small = { ...deps, targets: new Map([['lab', limits]]) };
    await answerCommand(small, asker(), 'run traffic-policy');
    const [run] = await store.open();
    expect(run?.request.parameters).toMatchObject({ clients: 100, usual_clients: 200 });
    const typed = answerCommand(small, asker(), 'run traffic-policy clients=200');
    await expect(typed).rejects.toMatchObject({ code: 'over_limit' });
  });

  it.each([
    ['run baseline on=nowhere', 'target_unknown', '`lab`, `staging`'],
    ['run baseline clients=51 on=staging', 'over_limit', '50 clients; 51 were asked for'],
    ['run baseline observe=31s on=staging', 'over_limit', 'up to 30s'],
    ['run rollout-restart repeats=50 clients=2000 interval=50ms', 'over_limit', 'million requests in'],
    [
      'sweep max-connection-duration values=1s clients=2000 interval=50ms budget=6h',
      'over_limit',
      '864 million requests in 6 h; a run keeps each of them, and 2 million at most',
    ],
    ['sweep max-connection-duration values=300s,600s', 'over_limit', 'observed for 10 min'],
    ['sweep max-connection-duration values=60s,120s budget=2m', 'over_limit', 'or `budget='],
    ['run idle-timeout on=staging', 'over_limit', 'does not allow `idle-timeout`'],
  ])('refuses "%s" with %s before anything is kept', async (text, code, says) => {
    const { deps, chat, store, asker } = createBotWorld();
    const answer = answerCommand(deps, asker(), text);
    await expect(answer).rejects.toMatchObject({ code, message: expect.stringContaining(says) });
    expect(chat.threads).toEqual([]);
    expect(await store.open()).toEqual([]);
  });
});
