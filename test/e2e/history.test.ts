import { describe, expect, it } from 'vitest';
import type { Message } from './control.ts';
import { freePort } from './host.ts';
import { type Instance, SHORT } from './instance.ts';
import { oneInstance } from './one-instance.ts';
import { partOf, pngSize } from './read-thread.ts';
import { until } from './until.ts';

const RUN_MS = 90_000;
const METRICS_PORT = String(await freePort());

describe('runs of the past', () => {
  let instance: Instance;
  oneInstance(
    (started) => {
      instance = started;
    },
    { METRICS_PORT },
  );

  const answer = (text: string): Promise<string> => instance.answer(text);
  const idOf = (root: Message): string => root.metadata?.event_payload.run ?? '';
  const buttonsOf = ({ blocks }: Message): string[] =>
    blocks
      .filter(({ type }) => type === 'actions')
      .flatMap(({ elements }) => (elements as { action_id: string }[]).map(({ action_id }) => action_id));

  /** A run that is counted; on a busy machine a gate may fail, and such a run is asked for again. */
  async function counted(text: string, all: string[]): Promise<Message> {
    for (let tries = 0; tries < 4; tries++) {
      const done = await instance.story.untilState(await instance.story.run(text), 'done', RUN_MS);
      all.unshift(idOf(done));
      if (!done.text.includes('is not counted')) return done;
    }
    throw new Error(`${text} was not counted in 4 tries`);
  }

  it('are listed, shown again and compared', { timeout: 240_000 }, async () => {
    const { control, story } = instance;
    expect(await answer('/nlb history')).toContain('No run is kept yet. Start one: `/nlb run max-connection-duration`');

    const all: string[] = [];
    const first = await counted(`/nlb run baseline ${SHORT}`, all);
    expect(buttonsOf(first)).toEqual(['nlb_rerun', 'nlb_change', 'nlb_explain', 'nlb_raw']);
    const done = await counted(`/nlb run baseline clients=60 ${SHORT}`, all);
    expect(buttonsOf(done)).toEqual(['nlb_rerun', 'nlb_change', 'nlb_compare', 'nlb_explain', 'nlb_raw']);
    const third = await story.run(`/nlb run rollout-restart ${SHORT}`);
    await story.untilState(third, 'running', 30_000);
    expect(await answer(`/nlb compare ${idOf(first)} ${idOf(third)}`)).toContain(
      'has not ended, so there is nothing to',
    );
    expect(await answer(`/nlb show ${idOf(third)}`)).toMatch(/on `lab`\*\n• `r-[0-9a-f]{8}` \*rollout-restart\*/);
    await control.press(third, 'nlb_cancel');
    await story.untilState(third, 'cancelled', 40_000);
    const [one, two, three] = [first, done, third].map(idOf);
    all.unshift(idOf(third));

    const listed = (await answer('/nlb history')).split('\n');
    expect(listed[0]).toBe(`*Runs, newest first: 1 to ${all.length} of ${all.length}*`);
    expect(listed.slice(1, 1 + all.length).map((line) => line.match(/r-[0-9a-f]{8}/)?.[0])).toEqual(all);
    expect(listed[1]).toContain('cancelled');
    expect(listed.join('\n')).toMatch(/• baseline on `lab` `[▁-█·]{2,}` \d\.\d\d to \d\.\d\d, /);
    expect(await answer('/nlb history scenario=baseline limit=1')).toContain(
      'Older: `/nlb history scenario=baseline page=2 limit=1`',
    );
    expect(await answer('/nlb history page=2')).toContain(`There is no page 2: ${all.length} runs fill 1 page.`);
    expect(await answer('/nlb history page=0')).toContain('it must be a whole number, 1 to 1,000');
    expect(await answer('/nlb history on=nowhere')).toContain('There is no target');

    const numbers = await (await fetch(`http://127.0.0.1:${METRICS_PORT}/metrics`)).text();
    expect(numbers).toMatch(/^nlb_last_run_verdict\{target="lab",scenario="baseline",verdict="[A-Z]+"\} 1$/m);
    expect(numbers).toMatch(/^nlb_last_run_max_over_mean_ratio\{target="lab",scenario="baseline"\} 1\.\d+$/m);
    expect(numbers).toContain('nlb_runs{target="lab",state="running"} 0\n');
    expect(numbers).toContain('nlb_target_left_changed{target="lab"} 0\n');

    expect(await answer(`/nlb show ${two}`)).toContain(`Report of ${two}:`);
    expect(await answer(`/nlb show ${three}`)).toContain('was cancelled by');
    expect(await answer('/nlb show r-0badc0de')).toContain('There is no run `r-0badc0de`');
    expect(await answer(`/nlb compare ${one} ${one}`)).toContain('A run is compared with another one');
    expect(await answer(`/nlb compare ${one} ${three}`)).toContain('was cancelled, so it has no verdict');

    const explained = /\*control\*: nothing was changed, observed to .*\n• While observed nothing moved/;
    await control.mention('why?', done.ts);
    await until(
      'the answer to why',
      async () => (await control.replies(done)).find(({ text }) => explained.test(text)),
      10_000,
    );
    const [chartReply] = await control.replies(done);
    if (chartReply === undefined) throw new Error('there is a reply');
    await control.shortcut(chartReply, 'nlb_explain_run', 'bob');
    await until(
      'the answer to bob',
      async () => (await control.ephemerals('bob')).find(({ text }) => explained.test(text)),
      10_000,
    );
    await until(
      'the home tab with the lab’s health',
      async () => (await control.home('alice')).includes('(lab, the default): ready for a run, 3 of 3 Pods Ready'),
      10_000,
    );
    const home = await control.home('alice');
    expect(home).toContain('Nothing runs.');
    expect(home).toContain(`Last: *rollout-restart* - cancelled`);
    expect(home).toMatch(/baseline `[✓✗?–]{2,}` `[▁-█·]{2,}`/);
    for (const id of all) expect(home).toContain(id);

    const before = new Set((await control.roots()).map(({ ts }) => ts));
    await control.type(`/nlb compare ${one} ${two}`, { deliver: { times: 3 } });
    const posted = (): Promise<Message[]> =>
      control.roots().then((roots) => roots.filter((root) => !before.has(root.ts)));
    const [message] = await until(
      'the comparison',
      async () => ((await posted()).length > 0 ? posted() : undefined),
      10_000,
    );
    if (message === undefined) throw new Error('there is a comparison');
    expect(message.text).toContain('Not like for like: A has 20 clients and B 60.');
    const replies = await until(
      'its chart and table',
      async () => ((await control.replies(message)).length >= 2 ? control.replies(message) : undefined),
      10_000,
    );
    expect(replies.map(partOf)).toEqual(['chart', 'table']);
    const [chart] = replies.flatMap(({ files }) => files);
    expect(chart?.alt_text).toContain('Share of connections by Envoy Pod in its order of readiness.');
    expect(pngSize(await control.download(chart?.url ?? ''))).toEqual({ width: 1600, height: 900 });
    expect(await posted()).toHaveLength(1);

    const had = (await control.replies(done)).length;
    for (let press = 0; press < 2; press++) await control.press(done, 'nlb_compare');
    await until('the comparison in the thread', async () => (await control.replies(done)).length >= had + 3, 10_000);
    const added = (await control.replies(done)).slice(had);
    expect(added[0]?.text).toContain(`*A* \`${one}\``);
    expect(added.map(partOf).slice(1)).toEqual(['chart', 'table']);
  });
});
