import { describe, expect, it } from 'vitest';
import type { Language } from '../../src/domain/language.ts';
import type { ParameterRule } from '../../src/domain/parameter-rules.ts';
import { PARAMETERS, ruleFor } from '../../src/domain/parameter-rules.ts';
import { completeParameters } from '../../src/domain/parameters.ts';
import type { Scenario } from '../../src/domain/scenario.ts';
import { findScenario } from '../../src/domain/scenarios.ts';
import { wordsIn } from '../../src/domain/text/words.ts';

function rule(key: string): ParameterRule {
  const found = PARAMETERS.find((candidate) => candidate.key === key);
  if (found === undefined) throw new Error(`no key ${key}`);
  return key === 'value' ? ruleFor(found, scenario('idle-timeout')) : found;
}

function scenario(name: string): Scenario {
  const found = findScenario(name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found;
}

/** What a text must be instead; null for one that is read. */
function refused(key: string, text: string, language: Language = 'en'): string | null {
  const read = rule(key).read(text);
  return read.ok ? null : wordsIn(language).allowed.mustBe(read.refusal);
}

describe('a parameter', () => {
  it.each([
    { key: 'clients', from: '1', to: '2000', below: '0', above: '2001' },
    { key: 'interval', from: '50ms', to: '5m', below: '49ms', above: '5m1s' },
    { key: 'value', from: '100ms', to: '24h', below: '99ms', above: '24h1ms' },
    { key: 'observe', from: '5s', to: '10m', below: '4999ms', above: '10m1s' },
    { key: 'warmup', from: '0s', to: '10m', below: '-1s', above: '601s' },
    { key: 'repeats', from: '1', to: '50', below: '0', above: '51' },
    { key: 'alpha', from: '0.0001', to: '0.5', below: '0', above: '0.51' },
    { key: 'effect', from: '1', to: '50', below: '0.99', above: '50.1' },
    { key: 'tolerance', from: '1.01', to: '50', below: '1', above: '51' },
    { key: 'seed', from: '0', to: '4294967295', below: '-1', above: '4294967296' },
  ])('$key takes $from to $to, and nothing beside', ({ key, from, to, below, above }) => {
    expect(rule(key).read(from).ok).toBe(true);
    expect(rule(key).read(to).ok).toBe(true);
    expect(rule(key).read(below)).toMatchObject({ ok: false, refusal: { allowed: rule(key).allowed } });
    expect(rule(key).read(above)).toMatchObject({ ok: false, refusal: { allowed: rule(key).allowed } });
  });

  it('is a number of requests where a setting counts them', () => {
    const value = ruleFor(rule('value'), scenario('max-requests'));
    expect(value.read('20')).toEqual({ ok: true, value: 20 });
    for (const text of ['0', '1s', '1000001', '1.5']) expect(value.read(text).ok, text).toBe(false);
  });

  it('is what an NLB of the lab can have where it is that of its idle timeout', () => {
    const value = ruleFor(rule('value'), scenario('nlb-idle'));
    for (const text of ['100ms', '350s', '6000s']) expect(value.read(text).ok, text).toBe(true);
    for (const text of ['99ms', '6001s', '24h']) expect(value.read(text).ok, text).toBe(false);
  });

  it('says in the help which words it is in which scenario', () => {
    const { allowed } = PARAMETERS.find(({ key }) => key === 'value') ?? {};
    if (allowed === undefined) throw new Error('there is no value');
    const range = wordsIn('en').allowed.range(allowed);
    expect(range).toContain('; nlb-idle 100ms to 1h40m; max-requests 1 to 1,000,000; drain `sigterm` or `sleep`');
    expect(range).toContain('; traffic-policy `Local` or `Cluster`; target-type `ip` or `instance`');
  });

  const odd = [
    '020',
    '1.5',
    'NaN',
    '1e400',
    '1e3',
    '+5',
    '-5',
    '0x10',
    '25%',
    'Infinity',
    '',
    ' 5',
    '5 ',
    '٥',
    '1_000',
    '1,000',
    '5;',
    '$(5)',
  ];
  it.each(odd)('no whole number is read from %j', (text) => {
    expect(refused('clients', text)).toBe('a whole number, 1 to 2,000');
  });

  it.each(odd.filter((text) => text !== '1.5'))('no decimal is read from %j', (text) => {
    expect(refused('effect', text)).toBe('a number, 1 to 50');
  });

  it.each([
    '020s',
    '1.5',
    'NaN',
    '1e400s',
    '+5s',
    '0x10s',
    '25%',
    '5 s',
    '1us',
    '1ns',
    '10y',
    '1d',
    's',
    '3s;',
    '1s\n',
  ])('no duration is read from %j', (text) => {
    expect(rule('value').read(text).ok).toBe(false);
  });

  it('tells the unit that is missing only where it would be in the range', () => {
    expect(refused('value', '60')).toBe('a duration with its unit, such as `60s` (100ms to 24h)');
    expect(refused('value', '60', 'ja')).toBe('単位つきの時間、例 `60s` (100ms から 24h)');
    expect(refused('interval', '9'.repeat(900))).toBe('a duration with its unit (50ms to 5m)');
    expect(rule('warmup').read('0')).toEqual({ ok: true, value: 0 });
  });

  it('reads choices and names in any case, `_` as `-`', () => {
    expect(rule('restart').read('BURST')).toEqual({ ok: true, value: 'burst' });
    expect(rule('dry').read('True')).toEqual({ ok: true, value: true });
    expect(refused('dry', 'yes')).toBe('`true` or `false`');
    expect(rule('on').read('Staging_EU')).toEqual({ ok: true, value: 'staging-eu' });
    for (const name of ['http://10.0.0.1', '10.0.0.1', '-a', 'a/b', '']) expect(rule('on').read(name).ok).toBe(false);
  });

  it.each([
    ['25', 25],
    ['25%', 25],
    ['0', 0],
    ['0%', 0],
    ['100%', 100],
    ['12.5%', 12.5],
  ])('reads the percentage %s', (text, value) => {
    expect(rule('jitter').read(text)).toEqual({ ok: true, value });
  });

  it.each(['', '%', '-1', '101', '100.01%', '1e1', '025', '25 %', '25%%', '0x10', 'half', '12.345'])(
    'no percentage is read from %j',
    (text) => {
      expect(refused('jitter', text)).toMatch(/^a percentage.*0% to 100%$/);
    },
  );

  it('keeps words that are typed as they are in each language', () => {
    expect(wordsIn('ja').allowed.range(rule('setting').allowed)).toMatch(/ または `none`$/);
  });

  it('has an example that it reads itself', () => {
    for (const { key, example, read } of PARAMETERS) expect(read(example), key).toMatchObject({ ok: true });
  });
});

describe('completeParameters', () => {
  it('has the documented defaults', () => {
    expect(completeParameters(scenario('max-connection-duration'), new Map(), 42)).toEqual({
      clients: 20,
      interval_ms: 3000,
      rpc: 'unary',
      stream_ms: null,
      value_ms: 1000,
      jitter_percent: null,
      max_stream_duration_ms: null,
      drain_timeout_ms: null,
      restart: 'rolling',
      warmup_ms: 6000,
      observe_ms: null,
      repeats: 1,
      alpha: 0.05,
      effect: 1.25,
      tolerance: 1.5,
      seed: 42,
    });
    expect(completeParameters(scenario('idle-timeout'), new Map(), 1).value_ms).toBe(2000);
    expect(completeParameters(scenario('baseline'), new Map(), 1).value_ms).toBeNull();
  });

  it('has no more clients by default than the target allows, and says how many it would have; what was asked stays', () => {
    const shares = scenario('traffic-policy');
    const asked = (given: [string, number][], clients: number) =>
      completeParameters(shares, new Map(given), 1, undefined, undefined, { clients });
    expect(asked([], 100)).toMatchObject({ clients: 100, usual_clients: 200 });
    expect(asked([], 200)).not.toHaveProperty('usual_clients');
    expect(asked([['clients', 150]], 100)).toMatchObject({ clients: 150 });
    expect(asked([['clients', 150]], 100)).not.toHaveProperty('usual_clients');
    expect(completeParameters(scenario('baseline'), new Map(), 1, undefined, undefined, { clients: 5 })).toMatchObject({
      clients: 5,
      usual_clients: 20,
    });
  });

  it('takes what was given, and a warm-up of two of the given intervals', () => {
    const given = new Map<string, number | string>([
      ['interval', 500],
      ['restart', 'burst'],
      ['seed', 0],
      ['observe', 30_000],
    ]);
    expect(completeParameters(scenario('rollout-restart'), given, 42)).toMatchObject({
      interval_ms: 500,
      warmup_ms: 1000,
      restart: 'burst',
      seed: 0,
      observe_ms: 30_000,
    });
    expect(completeParameters(scenario('baseline'), new Map([['warmup', 0]]), 1).warmup_ms).toBe(0);
    const streams = new Map<string, number | string>([
      ['rpc', 'bidi-stream'],
      ['stream', 60_000],
    ]);
    expect(completeParameters(scenario('baseline'), streams, 1)).toMatchObject({
      rpc: 'bidi-stream',
      stream_ms: 60_000,
    });
    expect(rule('rpc').read('Server_Stream')).toEqual({ ok: true, value: 'server-stream' });
  });
});
