import { afterEach, describe, expect, it } from 'vitest';
import { type Instance, SHORT } from './instance.ts';
import { oneInstance } from './one-instance.ts';
import { partOf, recordOf } from './read-thread.ts';

const RUN_MS = 90_000;
const PARTS = ['plan', 'chart', 'chart', 'table', 'why', 'record.json'];

describe('commands, and what Slack may do to them', () => {
  let instance: Instance;
  oneInstance((started) => {
    instance = started;
  });

  afterEach(async () => {
    await instance.control.clearFaults();
  });

  it.each([
    ['/nlb frobnicate', /There is no command `frobnicate`/],
    ['/nlb run value=5s', /`run` needs a scenario/],
    ['/nlb run max-conection-duration', /Did you mean `max-connection-duration`\?/],
    ['/nlb run idle-timeout value=0s', /`value` is `0s`; it must be .*100ms to 24h/],
    ['/nlb run baseline value=1s', /takes no `value`/],
    ['/nlb run baseline clients=1e9', /`clients` is `1e9`; it must be a whole number, 1 to 2,000/],
    ['/nlb run baseline observe=1s', /`observe` is `1s`; it must be .*5s to/],
    ['/nlb run baseline clients=5 clients=6', /`clients` is given twice/],
    ['/nlb run baseline speed=1', /There is no key `speed`/],
    ['/nlb run baseline on=169.254.169.254', /no target|`on` is/],
    ['/nlb run baseline on=prod', /There is no target `prod`. Targets: `lab`/],
    ['/nlb run baseline clients=<!channel>', /`clients` is `&lt;!channel&gt;`/],
    ['/nlb cancel', /`cancel` needs the id of a run/],
    ['/nlb cancel r-00000000', /There is no run `r-00000000`/],
    ['/nlb status nonsense', /`status` takes one run id/],
    ['/nlb explain bgp', /There is no topic `bgp`/],
  ])('%s gets a private answer with a line that works, and starts nothing', async (text, expected) => {
    const { control } = instance;
    const { response, ack_ms } = await control.type(text, { user: 'carol' });
    expect(response?.text).toMatch(expected);
    expect(response?.text).not.toContain('<!channel>');
    expect(response?.text).toMatch(/\/nlb |Use the name of a configured target/);
    expect(ack_ms).toBeLessThan(3000);
    expect(await control.roots()).toEqual([]);
  });

  it('makes one run of a command that is delivered three times', { timeout: 150_000 }, async () => {
    const { control, story } = instance;
    const root = await story.run(`/nlb run baseline ${SHORT}`, { deliver: { times: 3 } });
    await story.untilState(root, 'done', RUN_MS);
    expect((await control.roots()).map(({ ts }) => ts)).toEqual([root.ts]);
    expect((await control.type('/nlb status')).response?.text).toMatch(/^Nothing runs and nothing waits/);
  });

  it('goes on and tells its end once while Slack limits updates and fails posts and uploads', {
    timeout: 150_000,
  }, async () => {
    const { control, story } = instance;
    await control.fault({ method: 'chat.postMessage', status: 500, count: 2 });
    await control.fault({ method: 'chat.update', status: 429, retry_after: 2, count: 2 });
    await control.fault({ method: 'files.getUploadURLExternal', status: 500, count: 1 });
    const root = await story.run(`/nlb run rollout-restart ${SHORT}`);
    await control.fault({ method: 'chat.update', status: 500, count: 1 });
    await story.untilState(root, 'done', RUN_MS);
    expect((await control.replies(root)).map(partOf)).toEqual(PARTS);
    expect((await recordOf(control, root)).state).toBe('done');
    expect(await control.directMessages('alice')).toEqual([]);
    expect(story.states(root.ts).filter((state) => state === 'done')).toHaveLength(1);
    expect(await instance.holding()).toBeNull();
  });

  it.each([
    [{ error: 'not_in_channel' }, /the bot is not in the channel; invite it with `\/invite @nlb`/],
    [{ error: 'is_archived' }, /the channel is archived/],
    [{ status: 429, retry_after: 60 }, /Slack asks to wait 60 s/],
  ])(
    'says at once why a run can not be told of where its first message meets %j, and starts nothing',
    async (fault, why) => {
      const { control } = instance;
      const before = (await control.roots()).length;
      await control.fault({ method: 'chat.postMessage', count: 100, ...fault });
      const { response } = await control.type(`/nlb run baseline ${SHORT}`);
      expect(response?.text).toMatch(/^Could not do `\/nlb run baseline/);
      expect(response?.text).toMatch(why);
      expect(response?.text).toContain('Nothing was started.');
      await control.clearFaults();
      expect(await control.roots()).toHaveLength(before);
      expect((await control.type('/nlb status')).response?.text).toMatch(/^Nothing runs and nothing waits/);
      expect(await instance.holding()).toBeNull();
    },
  );

  it('leaves the numbers of a chart that may not be uploaded', { timeout: 150_000 }, async () => {
    const { control, story } = instance;
    await control.fault({ method: 'files.getUploadURLExternal', error: 'missing_scope', count: 100 });
    const root = await story.run(`/nlb run baseline ${SHORT}`);
    await story.untilState(root, 'done', RUN_MS);
    const replies = await control.replies(root);
    expect(replies.map(partOf)).toEqual([
      'plan',
      expect.anything(),
      expect.anything(),
      'table',
      'why',
      expect.anything(),
    ]);
    expect(replies[1]?.text).toMatch(/could not be uploaded.*Connections per Envoy Pod/);
    expect(await control.directMessages('alice')).toEqual([]);
  });
});
