import { describe, expect, it } from 'vitest';
import { answerCommand } from '../../src/app/answer-command.ts';
import { parseCommand } from '../../src/domain/command.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { createInstanceDiagnostics } from '../../src/main/instance-diagnostics.ts';
import { createFakeDiagnostics } from '../fakes/fake-diagnostics.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';

/** Asks, and lets the workers' time pass: none is there. */
const ask = (world: BotWorld) => world.clock.during(answerCommand(world.deps, world.asker(), 'doctor'));

const WELL: Finding = { ok: true, kind: 'redis', answer: { version: '9.0.0', took_ms: 1 } };
const ILL: Finding = { ok: false, kind: 'slack-scopes', missing: ['im:write'] };

describe('the doctor', () => {
  it('tells problems first, each with what to do, and then the targets', async () => {
    const world = createBotWorld();
    world.deps.diagnostics = [createFakeDiagnostics([WELL]), createFakeDiagnostics([ILL])];
    const lines = (await ask(world))?.split('\n') ?? [];
    expect(lines[0]).toBe(':x: *2 problems to mend*');
    expect(lines[1]).toMatch(/^• \*Slack scopes: the token has no im:write\.\* Add the scopes under /);
    expect(lines[2]).toBe('• Redis: 9.0.0, answers in 1 ms.');
    expect(lines.some((line) => line.startsWith(':x: *`lab`*'))).toBe(true);
  });

  it('says that the targets are what is to mend where all else is well', async () => {
    const world = createBotWorld();
    world.deps.diagnostics = [createFakeDiagnostics([WELL])];
    expect((await ask(world))?.split('\n')[0]).toBe(':x: *1 problem to mend*, with the targets below');
  });

  it('tells first what was heard of while the targets were asked', async () => {
    const world = createBotWorld();
    const instance = createInstanceDiagnostics();
    world.deps.lastly = instance;
    const asked = ask(world);
    instance.hear({ type: 'ending', why: 'The lab ended (SIGKILL)' });
    const lines = (await asked)?.split('\n') ?? [];
    expect(lines[1]).toBe('• *This instance: it is ending: The lab ended (SIGKILL).* Start it again.');
  });

  it('takes nothing else', () => {
    expect(parseCommand('doctor now')).toMatchObject({ ok: false, error: { example: '/nlb doctor' } });
  });
});
