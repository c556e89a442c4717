import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/domain/command.ts';
import { firstTry, recommend } from '../../src/domain/recommendation.ts';
import { parametersOf, repairedRecord } from './run-record-fixture.ts';

function recommended(changed: Parameters<typeof parametersOf>[1]) {
  return recommend(repairedRecord({ parameters: parametersOf('max-connection-duration', changed) }));
}

describe('the recommendation', () => {
  it('for requests every 3 s is 60 s at a 21st of the price of 1 s', () => {
    const found = recommended({});
    expect(found?.setting).toEqual({ kind: 'max-connection-duration', value_ms: 60_000 });
    expect(found?.cheaper).toBeCloseTo(21, 9);
    expect(found?.reconnects_per_s).toBeCloseTo(20 / 63, 9);
  });

  it.each([
    [100, 5000],
    [1000, 30_000],
    [10_000, 300_000],
    [20_000, 300_000],
  ])('for an interval of %i ms is %i ms', (interval_ms, value) => {
    expect(recommended({ interval_ms })?.setting).toMatchObject({ value_ms: value });
  });

  it('says nothing where clients hold streams, whose price is another', () => {
    expect(recommended({})).not.toBeNull();
    expect(recommended({ rpc: 'server-stream', max_stream_duration_ms: 5000 })).toBeNull();
  });

  it('keeps a jitter that was tried', () => {
    const found = recommended({ jitter_percent: 50 });
    expect(found?.setting).toEqual({ kind: 'max-connection-duration', value_ms: 60_000, jitter_percent: 50 });
    expect(found?.command).toContain('value=60s jitter=50% ');
    expect(found?.reconnects_per_s).toBeLessThan(20 / 63);
  });

  it('comes as a command that is understood and lasts long enough to see closes', () => {
    const found = recommended({ clients: 50, restart: 'burst' });
    const parsed = parseCommand(found?.command.replace('/nlb ', '') ?? '');
    if (!parsed.ok || parsed.command.name !== 'run') throw new Error('not understood');
    expect(parsed.command.given.get('value')).toBe(60_000);
    expect(parsed.command.given.get('observe')).toBeGreaterThanOrEqual(2 * 63_000);
    expect(parsed.command.given.get('clients')).toBe(150);
    expect(parsed.command.target).toBe('lab');
  });

  it.each([
    ['the value is long already', { value_ms: 60_000 }],
    ['nothing cheaper is round', { value_ms: 59_000 }],
  ])('is none when %s', (_, changed) => {
    expect(recommended(changed)).toBeNull();
  });

  it('is none for a run that repaired nothing', () => {
    const record = repairedRecord();
    if (record.verdict !== null) record.verdict.effect = 'NOT_SHOWN';
    expect(recommend(record)).toBeNull();
    expect(recommend({ ...repairedRecord(), verdict: null })).toBeNull();
  });
});

describe('the value to try first', () => {
  const lineOf = (changed: Parameters<typeof parametersOf>[1]) =>
    firstTry(repairedRecord({ parameters: parametersOf('baseline', changed) }));

  it.each([
    [3000, 'value=60s', 'observe=2m10s'],
    [500, 'value=10s', 'observe=30s'],
    [20_000, 'value=5m', 'observe=10m'],
  ])('for an interval of %i ms is %s, in a run that can show it', (interval_ms, value, observe) => {
    const line = lineOf({ interval_ms }) ?? '';
    expect(line).toContain(`/nlb run max-connection-duration ${value} `);
    expect(line).toContain(observe);
    expect(parseCommand(line.replace('/nlb ', ''))).toMatchObject({ ok: true });
  });

  it('is none where streams decide when a connection can close', () => {
    expect(lineOf({ rpc: 'server-stream' })).toBeNull();
  });
});
