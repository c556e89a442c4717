import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Instance, SHORT, startInstance } from './instance.ts';
import { newFolder, type Program, startProgram } from './program.ts';
import { until } from './until.ts';

const RUN = `run max-connection-duration ${SHORT}`;
const RUN_MS = 90_000;

function folderWith(profile: string): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'nlb.config.yaml'), `targets:\n  lab:\n    ${profile}\n`);
  return folder;
}

describe('a run that needs a second person', () => {
  let instance: Instance;

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.log(instance.log());
    await instance.discard();
  });

  it('shows its plan, is refused to its requester, and is carried out once somebody else approves', {
    timeout: 150_000,
  }, async () => {
    instance = await startInstance({ folder: folderWith('class: production') });
    const { control, story } = instance;
    const root = await story.run(`/nlb ${RUN}`);
    const id = root.metadata?.event_payload.run ?? '';
    expect(root.metadata?.event_payload.state).toBe('awaiting_approval');
    expect(root.text).toContain('restarts Deployment envoy (3 Pods) 3 times');
    const plan = await until('the plan', async () => (await control.replies(root))[0], 10_000);
    expect(JSON.stringify(plan.blocks)).toMatch(/max_connection_duration: 1s.*Plan `[0-9a-f]{12}`/s);

    await control.press(root, 'nlb_approve');
    const told = await until('the refusal', async () => (await control.ephemerals('alice')).at(-1)?.text, 5000);
    expect(told).toContain('needs a second person');
    expect((await control.type('/nlb status')).response?.text).toContain(`${id}\` *max-connection-duration 1s*`);
    expect(await instance.holding()).toBeNull();

    expect((await control.type(`/nlb approve ${id}`, { user: 'bob' })).response).toBeNull();
    const done = await story.untilState(root, 'done', RUN_MS);
    expect(done.text).toContain('connections');
    const log = await instance.answer(`/nlb history audit=true run=${id}`);
    const lines = log.split('\n').reverse();
    const kinds = ['asked', 'refused', 'approved', 'started', 'put back', 'ended'];
    expect(lines.filter((line) => line.startsWith('•')).map((line) => /\*(.+?)\*/.exec(line)?.[1])).toEqual(kinds);
    expect(log).toMatch(/\*refused\* by <@U0000000001> in <#C0000000002>: .*whoever asked can not approve/);
    expect(log).toMatch(/\*approved\* by <@U0000000002> in <#C0000000002>: .*plan [0-9a-f]{64}/);
    expect(lines[0]).toMatch(/^The whole log: 6 entries since .*, none changed or removed\.$/);
    // The plan was shown before it was approved, and is not shown again.
    const plans = (await control.replies(root)).filter(({ blocks }) => JSON.stringify(blocks).includes('*Plan*'));
    expect(plans).toHaveLength(1);
    expect((await instance.topology()).config.document).not.toContain('max_connection_duration');
  });
});

describe('the shell on a target that wants a confirmation', () => {
  const programs: Program[] = [];

  afterEach(async ({ task }) => {
    for (const program of programs.splice(0)) {
      if (task.result?.state === 'fail') console.log(program.stdout(), program.log());
      await program.discard();
    }
  });

  async function nlb(profile: string, text: string): Promise<{ code: number | string; out: string; said: string }> {
    const options = { folder: folderWith(profile), env: { CHROMIUM_BIN: '/nowhere/chromium' } };
    const program = startProgram('nlb', text.split(' '), options);
    programs.push(program);
    const code = await program.ended;
    return { code, out: program.stdout(), said: program.complaints().join('\n') };
  }

  it('ends with 2 and the plan, runs with its hash, and refuses another', { timeout: 240_000 }, async () => {
    const asked = await nlb('class: staging', RUN);
    expect(asked.code).toBe(2);
    expect(asked.out).toContain('+                  max_connection_duration: 1s');
    const confirm = /nlb (run .* confirm=[0-9a-f]{12})$/.exec(asked.said)?.[1] ?? '';
    expect(confirm).toContain(RUN);
    const other = await nlb('class: staging', `${RUN} confirm=000000000000`);
    expect(other.code).toBe(2);
    expect(other.said).toContain('confirm=000000000000 is of another plan');
    const done = await nlb('class: staging', confirm);
    expect(done.code).toBe(0);
    expect(done.out).toContain('Restored and verified');
  });

  it('ends with 2 and the Slack command where a second person is needed', { timeout: 60_000 }, async () => {
    const { code, said } = await nlb('class: production', RUN);
    expect(code).toBe(2);
    expect(said).toContain('In Slack: /nlb run max-connection-duration value=1s');
  });

  it('ends with 1 where a plan can not be made, and says why', { timeout: 60_000 }, async () => {
    const { code, out } = await nlb('kind: kubernetes\n    kubeconfig: /nowhere/config', `${RUN} dry=true`);
    expect(code).toBe(1);
    expect(out).toContain('There is no kubeconfig /nowhere/config: correct kubeconfig in the profile.');
  });
});
