import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration, speakDuration } from '../../src/domain/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['500ms', 500],
    ['3s', 3000],
    ['5m', 300_000],
    ['24h', 86_400_000],
    ['1m30s', 90_000],
    ['1h2m3s4ms', 3_723_004],
    ['1.5s', 1500],
    ['0.5h', 1_800_000],
    ['1.001s', 1001],
    ['4.035s', 4035],
    ['0s', 0],
    ['1.500000s', 1500],
  ])('reads %s as Envoy and Go write it', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    '',
    '5',
    '1.5',
    's',
    '-1s',
    '+1s',
    '1 s',
    '1S',
    '1us',
    '1.5ms',
    '0.0001s',
    '020s',
    '1e3s',
    '.5s',
    '1.s',
    '1s ',
    '١s',
    '1h1h1h1h1h',
    '9'.repeat(10_000),
  ])('gives null for %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it('reads back every whole millisecond that formatDuration writes', () => {
    fc.assert(fc.property(fc.nat(90_000_000), (ms) => parseDuration(formatDuration(ms)) === ms));
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0ms'],
    [999, '999ms'],
    [1000, '1s'],
    [1500, '1.5s'],
    [60_000, '1m'],
    [90_000, '1m30s'],
    [86_400_000, '24h'],
    [3_600_500, '1h0.5s'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('speakDuration', () => {
  it.each([
    [0.4, '0 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [4120, '4.1 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [96_000, '1 min 36 s'],
    [300_000, '5 min'],
    [3_600_000, '1 h'],
    [86_400_000, '24 h'],
    [5_400_000, '1 h 30 min'],
  ])('says %d ms as %s', (ms, text) => {
    expect(speakDuration(ms)).toBe(text);
  });
});
