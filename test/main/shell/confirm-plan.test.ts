import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirmPlan } from '../../../src/main/shell/confirm-plan.ts';
import type { ControlClient } from '../../../src/main/shell/control-client.ts';

const HASH = '3f9a12b4c5d6';
const PLAN = `Dry run: nothing is touched.\n*Plan* of \`r-1\`: ...\n*Approval* is for exactly this. Plan \`${HASH}\`.`;
const TEXT = 'run idle-timeout value=2s';

async function confirm(given: string | null, { answer, plan = PLAN }: { answer?: string; plan?: string } = {}) {
  const typed: string[] = [];
  const printed: string[] = [];
  const control = {
    async enter(text: string) {
      typed.push(text);
      return { answer: plan };
    },
  } as Pick<ControlClient, 'enter'>;
  const isTTY = answer !== undefined;
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = Object.assign(new PassThrough(), { isTTY });
  if (answer !== undefined) output.once('data', () => input.write(`${answer}\n`));
  const text = given === null ? TEXT : `${TEXT} confirm=${given}`;
  const confirmed = await confirmPlan(control, text, given, { input, output, print: (line) => printed.push(line) });
  return { confirmed, typed, printed: printed.join('\n') };
}

describe('confirmPlan', () => {
  it('asks for the plan without the confirmation, and takes the command with the right one as it is', async () => {
    const { confirmed, typed, printed } = await confirm(HASH);
    expect(typed).toEqual([`/nlb ${TEXT} dry=true`]);
    expect(confirmed).toEqual({ text: `${TEXT} confirm=${HASH}` });
    expect(printed).toBe('');
  });

  it('without a terminal shows the plan and the command that confirms it', async () => {
    const { confirmed, printed } = await confirm(null);
    expect(confirmed).toMatchObject({ usage: true, refused: expect.stringContaining(`nlb ${TEXT} confirm=${HASH}`) });
    expect(printed).toContain('Plan of r-1');
  });

  it('at a terminal takes a yes, and nothing else', async () => {
    expect((await confirm(null, { answer: 'yes' })).confirmed).toEqual({ text: `${TEXT} confirm=${HASH}` });
    for (const answer of ['', 'y', 'no']) {
      expect((await confirm(null, { answer })).confirmed).toMatchObject({ usage: true });
    }
  });

  it('refuses the hash of another plan and shows this one', async () => {
    const { confirmed, printed } = await confirm('000000000000');
    expect(confirmed).toMatchObject({ usage: true, refused: expect.stringContaining(`confirm=${HASH}`) });
    expect(printed).toContain('Plan of r-1');
  });

  it('hands on why there is no plan', async () => {
    const { confirmed } = await confirm(null, { plan: ':x: The API server does not answer.' });
    expect(confirmed).toEqual({ usage: false, refused: 'The API server does not answer.' });
  });
});
