import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLabTarget } from '../../src/adapters/lab/create-lab-target.ts';
import { type Instance, SHORT } from './instance.ts';
import { oneInstance } from './one-instance.ts';
import { until } from './until.ts';

const RUN_MS = 90_000;
/** Two looks at the Deployment, and the time that they may be late on a busy machine. */
const NOTICED_MS = 60_000;

describe('schedules', () => {
  let instance: Instance;
  oneInstance((started) => {
    instance = started;
  });

  const answer = (text: string): Promise<string> => instance.answer(text);

  /** What `kubectl rollout restart` is to a cluster. */
  async function restartFromOutside(): Promise<void> {
    const { target, guard } = createLabTarget({ socket: join(instance.state, 'lab.sock'), pid: process.pid });
    const fence = await guard.hold('somebody-else', 30_000);
    await target.rollout(fence, { restart: true, pace_ms: 0 }, AbortSignal.timeout(30_000));
    await guard.release(fence);
  }

  /** The answer of a run that has ended and been judged as news or not. */
  async function shown(run: string): Promise<string> {
    return until(
      `the end of ${run}`,
      async () => {
        const text = await answer(`/nlb show ${run}`);
        return text.includes(':alarm_clock:') ? text : undefined;
      },
      RUN_MS,
    );
  }

  it('run after a rollout from outside, tell what is new, and outlast the bot', { timeout: 300_000 }, async () => {
    const { control } = instance;
    expect(await answer('/nlb schedule')).toContain('There is no schedule yet. Make one:');
    const made = await answer(`/nlb schedule add baseline after=rollout ${SHORT}`);
    const id = /s-[0-9a-f]{6}/.exec(made)?.[0] ?? '';
    expect(made).toContain('on `lab` after every rollout');
    const seen = async (): Promise<boolean> => (await answer('/nlb schedule')).includes('waits for a rollout');
    await until('the first look at the Deployment', seen, NOTICED_MS);
    expect(await control.roots()).toEqual([]);

    await restartFromOutside();
    const [first] = await until(
      'the message of the first run',
      async () => ((await control.roots()).length > 0 ? control.roots() : undefined),
      NOTICED_MS + RUN_MS,
    );
    if (first === undefined) throw new Error('there is a message');
    expect(first.metadata?.event_payload.state).toBe('done');
    expect(JSON.stringify(first.blocks)).toContain(`Schedule \`${id}\`: its first result, with nothing to compare.`);
    await until('its thread', async () => (await control.replies(first)).length >= 4, RUN_MS);

    const started = await answer(`/nlb schedule run ${id}`);
    const second = /r-[0-9a-f]{8}/.exec(started)?.[0] ?? '';
    expect(started).toContain('It is posted only if it finds something else than the run before.');
    expect(await answer(`/nlb schedule run ${id}`)).toContain(`was not run: run \`${second}\` was on target \`lab\`.`);
    const text = await shown(second);
    const isNews = text.includes(': was *');
    if (!isNews) expect(text).toContain('had no news to open a thread for');
    await until('its end', async () => (await control.roots()).length === (isNews ? 2 : 1), RUN_MS);
    expect(await answer('/nlb history')).toContain(second);

    await answer('/nlb schedule add baseline weekly=mon@03:00 tz=Europe/Paris post=always');
    const bot = await control.pid('bot');
    process.kill(bot, 'SIGKILL');
    const isBack = async (): Promise<boolean> => (await control.isHealthy()) && (await control.pid('bot')) !== bot;
    await until('the bot to be back', isBack, RUN_MS);
    const listed = await answer('/nlb schedule');
    expect(listed).toContain('*2 schedules*');
    expect(listed).toContain(`\`${second}\``);
    expect(listed).toMatch(/every Monday at 03:00 \(Europe\/Paris\) · next \d+ \w+ \d{4} 0[12]:00 UTC/);
  });
});
