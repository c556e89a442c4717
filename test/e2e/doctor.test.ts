import { afterEach, describe, expect, it } from 'vitest';
import { createWorkspace, type Workspace } from '../../src/adapters/workspace/create-workspace.ts';
import { type Instance, startInstance } from './instance.ts';
import { type LiveBot, startLiveBot } from './live-bot.ts';
import { newFolder, type Program, startProgram } from './program.ts';
import { until } from './until.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('/nlb doctor of a bot that runs', () => {
  let instance: Instance;

  it('says that all is well, and then what of the target and its worker is not', { timeout: 150_000 }, async () => {
    instance = await startInstance();
    closing.push(() => instance.discard());
    const ask = () => instance.answer('/nlb doctor');
    const well = await until(
      'a ready target',
      async () => ((await ask()).startsWith(':white_check_mark:') ? ask() : null),
      30_000,
    );
    for (const line of [
      'Slack: the token is nlb',
      'Slack scopes: the token has all',
      'Socket Mode: ',
      'Redis: ',
      'Clock: as Redis has it',
      'Audit log: ',
    ]) {
      expect(well).toContain(line);
    }

    const worker = await instance.control.pid('worker');
    process.kill(worker, 'SIGSTOP');
    const alone = await ask();
    process.kill(worker, 'SIGCONT');
    expect(alone.split('\n')[0]).toBe(':x: *1 problem to mend*, with the targets below');
    expect(alone).toMatch(/lab.*(no worker|No worker|nobody)/s);

    // The stack starts a dead lab again, so it is held instead.
    const lab = await instance.control.pid('lab');
    process.kill(lab, 'SIGSTOP');
    const down = await ask();
    process.kill(lab, 'SIGCONT');
    expect(down).toContain(':x: *1 problem to mend*, with the targets below');
  });
});

describe('/nlb doctor with everything real but the target', () => {
  let bot: LiveBot;
  const ask = async () => (await bot.type('/nlb doctor')).response?.text ?? '';

  it('names a missing scope, a clock that is off, a changed audit log and a lost Redis, each with what to do', {
    timeout: 120_000,
  }, async () => {
    bot = await startLiveBot({ http: false });
    closing.push(() => bot.close());
    await bot.install(['commands', 'chat:write', 'users:read', 'files:write']);
    expect(await ask()).toContain(
      '*Slack scopes: the token has no app_mentions:read, im:write.* Add the scopes under OAuth &amp; Permissions',
    );
    bot.shiftClock(120_000);
    expect(await ask()).toMatch(
      /\*Clock: 1(19|20) s off the clock of Redis\.\* Set both hosts by the same time servers/,
    );
    bot.shiftClock(0);
    await bot.type('/nlb run baseline');
    await bot.redis.del('nlb:audit');
    expect(await ask()).toContain('*Audit log: entry 1 was changed or removed.*');
    await bot.valkey.kill();
    const lost = await ask();
    expect(lost).toMatch(/\*Redis: does not answer\.\* Check REDIS_URL and that Redis or Valkey runs\./);
    expect(lost).toContain(':x: The targets: Redis does not answer.');
  });
});

describe('a start with a Slack that is not right', () => {
  let workspace: Workspace;

  /** What a start, or a shell's doctor, says before it ends. */
  async function said(role: 'start' | 'nlb', env: Record<string, string>): Promise<{ code: unknown; text: string }> {
    workspace = await createWorkspace({ port: 0, processes: () => [] });
    closing.push(() => workspace.close());
    const folder = newFolder();
    const access = { SLACK_BOT_TOKEN: workspace.botToken, SLACK_APP_TOKEN: workspace.appToken };
    const program: Program = startProgram(role, role === 'nlb' ? ['doctor'] : [], {
      folder,
      env: { SLACK_API_URL: workspace.apiUrl, LAB_NODE_PORT: '0', NLB_STATE: `${folder}/s`, ...access, ...env },
    });
    closing.push(() => program.discard());
    return { code: await program.ended, text: `${program.stdout()}${program.complaints().join('\n')}` };
  }

  it.each([
    [
      'another bot token',
      { SLACK_BOT_TOKEN: 'xoxb-stolen' },
      /Slack refused SLACK_BOT_TOKEN: invalid_auth, the token is not valid\. Copy it once more/,
    ],
    ['another app-level token', { SLACK_APP_TOKEN: 'xapp-stolen' }, /Slack refused SLACK_APP_TOKEN: invalid_auth/],
    [
      'no way to Slack',
      { SLACK_API_URL: 'http://127.0.0.1:1/api/' },
      /Slack did not answer: fetch failed, .*\. Check that this host reaches Slack/,
    ],
  ])('%s ends with 1, and says what to do', { timeout: 90_000 }, async (_what, env, words) => {
    const { code, text } = await said('start', env);
    expect(code).toBe(1);
    expect(text).toMatch(words);
  });

  it('is found by the doctor of the shell, which needs no bot', { timeout: 90_000 }, async () => {
    const wrong = await said('nlb', { SLACK_BOT_TOKEN: 'xoxb-stolen', SLACK_APP_TOKEN: 'xapp-stolen' });
    expect(wrong.code).toBe(1);
    expect(wrong.text).toContain('2 problems to mend');
    expect(wrong.text).toContain('Slack: auth.test: invalid_auth, the token is not valid. Check SLACK_BOT_TOKEN');
    expect(wrong.text).toContain(
      'Socket Mode: apps.connections.open: invalid_auth, the token is not valid. Check SLACK_APP_TOKEN',
    );
    const away = await said('nlb', { REDIS_URL: 'redis://127.0.0.1:1/0' });
    expect(away.code).toBe(1);
    expect(away.text).toContain('Start: Redis at 127.0.0.1:1 does not answer');
    expect(away.text).toContain("Slack: the token is nlb's in nlb local workspace");
  });
});
