import { describe, expect, it } from 'vitest';
import { advise } from '../../../src/domain/advice/advise.ts';
import type { RecommendCommand } from '../../../src/domain/advice/command-recommend.ts';
import { parseCommand } from '../../../src/domain/command.ts';
import { confirmingRun } from '../../../src/domain/recommendation.ts';
import { adviceMessage } from '../../../src/domain/text/advice-text.ts';
import { topologyOf } from '../run-record-fixture.ts';

function parsed(text: string): RecommendCommand {
  const result = parseCommand(text);
  if (!result.ok || result.command.name !== 'recommend') throw new Error(`not understood: ${JSON.stringify(result)}`);
  return result.command;
}

function messageOf(text: string): string {
  const { asked, said } = parsed(text);
  const topology = topologyOf();
  const advice = advise(asked, { name: 'lab', topology, found: null });
  const limits = { clients: 2000, observe_ms: 600_000 };
  const confirm =
    advice.best === null
      ? null
      : confirmingRun(advice.best.setting, {
          target: 'lab',
          clients: asked.clients,
          intervalMs: asked.interval_ms,
          limits,
        });
  return adviceMessage({ advice, target: 'lab', topology, confirm, said });
}

describe('the recommend command', () => {
  it('takes what matters, and has an answer for the rest', () => {
    expect(parsed('recommend clients=500 rps=200 stream=5m within=2m errors=0.1% heaviest=40% on=lab')).toEqual({
      name: 'recommend',
      said: true,
      target: 'lab',
      asked: {
        clients: 500,
        interval_ms: 2500,
        stream_ms: 300_000,
        within_ms: 120_000,
        errors_percent: 0.1,
        heaviest_percent: 40,
      },
    });
    expect(parsed('recommend')).toMatchObject({ said: false, target: null, asked: { clients: 20, interval_ms: 3000 } });
    expect(parsed('recommend stream=endless').asked.stream_ms).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    ['recommend clients', '`clients` is not `key=value`.'],
    ['recommend clients=0', '`clients` is `0`; it must be 1 to 1,000,000, as in `clients=500`.'],
    ['recommend clients=', '`clients` is empty'],
    ['recommend clients=2 clients=3', '`clients` is given twice.'],
    ['recommend interval=3s rps=2', '`rps` and `interval` say the same thing'],
    ['recommend withni=3s', 'Did you mean `within`?'],
    ['recommend value=3s', 'There is no key `value`. Keys: clients, interval,'],
    ['recommend max_connection_duration', '`recommend` takes no setting'],
    ['recommend on=a on=b', '`on` is given twice.'],
    ['recommend on=<lab>', "is no target's name."],
  ])('%s is answered with what is wrong and a line that is right', (text, message) => {
    const result = parseCommand(text);
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.error.message).toContain(message);
    expect(parseCommand(result.error.example.replace('/nlb ', '')).ok).toBe(true);
  });
});

describe('the answer to it', () => {
  it('has the value, why, the price, the lines to copy, what it does not do, and a run that confirms it', () => {
    const lines = messageOf('recommend clients=500 interval=1s within=2m').split('\n');
    expect(lines[0]).toBe(
      ':bulb: *max_connection_duration: 60s, max_connection_duration_jitter: { value: 25 }* on `lab` (3 Pods, Envoy 1.40.0)',
    );
    expect(lines[1]).toContain(
      'within the 2 min that are tolerated (this one: 1 min 16 s) it costs the fewest reconnects.',
    );
    expect(lines[2]).toContain('*Price*, predicted for 500 clients: 7.4 reconnects/s, up to ');
    expect(lines[2]).toContain('1 in 68');
    expect(lines[3]).toMatch(/^\*Instead\*: \*15s\* .*; \*120s\* .*, too late\.$/);
    expect(lines).toContain('  max_connection_duration: 60s');
    expect(lines.find((line) => line.startsWith('*Confirm it*'))).toContain(
      '`/nlb run max-connection-duration value=60s jitter=25% clients=500 interval=1s observe=2m20s on=lab`',
    );
    expect(lines.at(-1)).toBe('Answered for `clients=500 interval=1s within=2m errors=0%`.');
  });

  it('asks what matters where nothing was said', () => {
    const text = messageOf('recommend');
    expect(text).toContain('• `clients=500` how many clients there are, one connection each');
    expect(text).toContain('Try: `/nlb recommend clients=500 rps=200 within=2m`');
  });

  it('says why nothing helps', () => {
    const text = messageOf('recommend clients=500 stream=endless');
    expect(text).toMatch(/^:no_entry_sign: \*No connection setting helps on `lab`/);
    expect(text).toContain(
      '• The streams never end, so max_connection_duration asks a connection to leave and it stays;',
    );
    expect(text).not.toContain('*Copy*');
    expect(text).not.toContain('*Confirm it*');
  });
});

describe('a run that confirms a value', () => {
  const setting = { kind: 'max-connection-duration', value_ms: 60_000 } as const;
  const asked = { target: 'lab', clients: 500, intervalMs: 1000, limits: { clients: 2000, observe_ms: 600_000 } };

  it('stays within what the target allows', () => {
    const limits = { clients: 100, observe_ms: 90_000 };
    expect(confirmingRun(setting, { ...asked, limits })).toContain('clients=100 interval=1s observe=1m30s');
  });

  it('is none where the target does not allow as long as a connection lives', () => {
    expect(confirmingRun(setting, { ...asked, limits: { clients: 2000, observe_ms: 60_000 } })).toBe(null);
    expect(confirmingRun(setting, { ...asked, intervalMs: 10 })).toBe(null);
  });
});
