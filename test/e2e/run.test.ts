import { describe, expect, it } from 'vitest';
import { type Instance, SHORT } from './instance.ts';
import { oneInstance } from './one-instance.ts';
import { partOf, pngSize, recordOf } from './read-thread.ts';
import { expectContract } from './record-contract.ts';
import { watchPods } from './watch-pods.ts';

const RUN_MS = 90_000;

describe('a run on the lab', () => {
  let instance: Instance;
  oneInstance((started) => {
    instance = started;
  });

  it('changes real Envoys, tells its thread in order and puts everything back', { timeout: 120_000 }, async () => {
    const { control, story } = instance;
    const before = await instance.topology();
    const watch = watchPods(instance);
    const root = await story.run(`/nlb run max-connection-duration value=1s ${SHORT}`);
    const done = await story.untilState(root, 'done', RUN_MS);
    const pods = await watch.stop();

    const states = story.states(root.ts);
    expect(states.filter((state) => state !== 'restoring')).toEqual(['queued', 'running', 'done']);
    const runs = story.versions(root.ts).map((version) => version.metadata?.event_payload.run);
    expect(new Set(runs)).toEqual(new Set([root.metadata?.event_payload.run]));
    const edits = await control.callTimes('chat.update');
    expect(edits.length).toBeGreaterThan(3);
    // Two timers and a call lie between what is counted and what arrives.
    for (const [index, at] of edits.slice(1).entries()) expect(at - (edits[index] ?? 0)).toBeGreaterThan(2800);

    const plans = story.versions(root.ts).flatMap(({ blocks }) => blocks.filter((block) => block.type === 'plan'));
    const steps = plans.map((plan) => (plan as unknown as { tasks: { title: string; status: string }[] }).tasks);
    expect(steps[0]?.map(({ title }) => title)).toEqual([
      'preflight',
      'warm-up',
      'control',
      'treatment',
      'restore',
      'report',
    ]);
    expect(steps.map((tasks) => tasks.filter(({ status }) => status === 'in_progress').length)).toEqual(
      steps.map(() => 1),
    );
    expect(steps.some((tasks) => tasks.slice(0, 3).every(({ status }) => status === 'complete'))).toBe(true);

    const generations = [...new Set(pods.map((pod) => pod.generation))];
    const sizes = generations.map((generation) => pods.filter((pod) => pod.generation === generation).length);
    expect(sizes, 'as found, control, treatment, restored').toEqual([3, 3, 3, 3]);
    expect(new Set(pods.map((pod) => pod.pid)).size).toBe(12);
    const withSetting = pods.filter((pod) => /"max_connection_duration":\s*"1s"/.test(pod.config));
    expect(withSetting.map((pod) => pod.generation)).toEqual(Array(3).fill(generations[2]));
    expect(pods.every((pod) => pod.config.includes('ingress_http'))).toBe(true);

    const after = await instance.topology();
    expect(after.config).toEqual(before.config);
    // The Pods are as they were, but new: a restart is a revision of its own.
    const { revision } = after.deployment;
    expect(after.deployment).toEqual({ ...before.deployment, revision });
    expect(revision).not.toBe(before.deployment.revision);
    expect(await instance.holding()).toBeNull();
    expect(instance.kept().undo).toBeNull();

    const replies = await control.replies(root);
    expect(replies.map(partOf)).toEqual(['plan', 'chart', 'chart', 'table', 'why', 'record.json']);
    expect(replies[0]?.text).toContain(
      '                 stat_prefix: ingress_http\n+                common_http_protocol_options:\n+                  max_connection_duration: 1s\n',
    );
    for (const chart of replies.slice(1, 3).flatMap((reply) => reply.files)) {
      expect(pngSize(await control.download(chart.url))).toEqual({ width: 1600, height: 900 });
      expect(chart.alt_text).toMatch(/Control.*\d+.*Treatment.*\d+ %?/);
    }

    const record = await recordOf(control, root);
    expectContract(record);
    expect(record.restore.state).toBe('RESTORED');
    expect(record.restore.post_image).toBe(record.restore.pre_image);
    expect(record.restore.pre_image).toBe(before.config.image);
    expect(record.arms[1]?.closes.by_cause.max_duration).toBeGreaterThan(20);
    expect(done.blocks.at(-1)).toMatchObject({ type: 'actions' });
  });

  it('says why a timeout that no client reaches changes nothing', { timeout: 120_000 }, async () => {
    const { control, story } = instance;
    const root = await story.run('/nlb run idle-timeout value=2s clients=5 interval=1s warmup=1s observe=5s');
    const done = await story.untilState(root, 'done', RUN_MS);
    const record = await recordOf(control, root);
    expect(record.arms[1]?.closes.total).toBe(0);
    expect(record.verdict?.effect).toBe('NO_EFFECT');
    expect(done.text).toContain(
      'closed no connection, because every client speaks every 1 s, more often than the 2 s timeout',
    );
    const why = (await control.replies(root)).find((reply) => partOf(reply) === 'why');
    expect(why?.text).toMatch(/idle_timeout/);
  });

  it('attributes the closes of connections that were idle for too long', { timeout: 120_000 }, async () => {
    const { control, story } = instance;
    const root = await story.run('/nlb run idle-timeout value=200ms interval=500ms warmup=1s observe=5s');
    await story.untilState(root, 'done', RUN_MS);
    const record = await recordOf(control, root);
    expectContract(record);
    const closes = record.arms[1]?.closes;
    expect(closes?.by_cause.idle_timeout).toBeGreaterThan(20);
    expect(closes?.by_cause.idle_timeout).toBe(closes?.total);
    expect(record.verdict?.effect).not.toBe('NO_EFFECT');
  });
});
