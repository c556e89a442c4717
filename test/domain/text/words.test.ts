import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { msBetween } from '../../../src/domain/iso-time.ts';
import type { ArmRecord } from '../../../src/domain/record-arm.ts';
import type { ScenarioName } from '../../../src/domain/scenario.ts';
import { commandText } from '../../../src/domain/text/command-text.ts';
import { codeText, escapeMrkdwn, plainText } from '../../../src/domain/text/escape-mrkdwn.ts';
import {
  balanceText,
  connectedText,
  failuresText,
  handshakeText,
  quantilesText,
} from '../../../src/domain/text/price-words.ts';
import { runTitle } from '../../../src/domain/text/run-words.ts';
import { sayCounts, sayNumber, sayP, sayShares } from '../../../src/domain/text/say-number.ts';
import { aPrice, aTreatmentArm } from '../../builders/a-record.ts';
import { parametersOf } from '../run-record-fixture.ts';

describe('numbers in texts', () => {
  it.each([
    [1, 'p = 1'],
    [0.8109, 'p = 0.81'],
    [0.0451, 'p = 0.045'],
    [0.001, 'p = 0.001'],
    [8.6039e-10, 'p = 8.6e-10'],
    [1e-16, 'p < 1e-15'],
    [0, 'p < 1e-15'],
  ])('a p-value of %d is %s', (p, words) => {
    expect(sayP(p)).toBe(words);
  });

  it.each([
    [0, '0'],
    [0.317, '0.32'],
    [6.667, '6.7'],
    [1234.5, '1,235'],
  ])('%d is %s', (x, words) => {
    expect(sayNumber(x)).toBe(words);
  });

  it('counts and shares go from the fullest Pod down, and many Pods are summed up', () => {
    expect(sayCounts([3, 12, 5])).toBe('12 / 5 / 3');
    expect(sayShares([97, 105, 99])).toBe('35 / 33 / 32 %');
    expect(sayCounts([1, 2, 3, 4, 5, 6, 7, 8, 9])).toBe('from 9 down to 1 on 9 Pods');
    expect(sayShares([])).toBe('');
  });
});

describe('foreign text', () => {
  it('can neither mention, link, open a code block nor turn the reading direction', () => {
    const hostile = '<!channel> <@U1> <http://x|y> ``` \u202Eevil\u0007 & a';
    expect(escapeMrkdwn(hostile)).toBe("&lt;!channel&gt; &lt;@U1&gt; &lt;http://x|y&gt; ''' evil &amp; a");
  });

  it('can not end the code that it stands in', () => {
    expect(codeText('r-1` *<!here>*')).toBe('`r-1 *&lt;!here&gt;*`');
  });

  it('stays escaped in the plain form, which keeps times of day whole', () => {
    expect(plainText(':x: *a* `b` at 14:02:11 &lt;!here&gt;')).toBe('a b at 14:02:11 &lt;!here&gt;');
  });
});

describe('a command line for a run', () => {
  it('carries the jitter', () => {
    const changed = parametersOf('max-connection-duration', { value_ms: 2000, jitter_percent: 50 });
    expect(commandText('max-connection-duration', 'x', changed)).toBe(
      '/nlb run max-connection-duration value=2s jitter=50% on=x',
    );
  });

  it('carries what was asked beside the value', () => {
    const changed = parametersOf('idle-timeout', { max_stream_duration_ms: 5000, drain_timeout_ms: 500 });
    expect(commandText('idle-timeout', 'x', changed)).toBe(
      '/nlb run idle-timeout value=2s max_stream_duration=5s drain_timeout=500ms on=x',
    );
    expect(runTitle({ scenario: 'idle-timeout', parameters: changed })).toBe(
      'idle-timeout 2s (max_stream_duration 5s, drain_timeout 500ms)',
    );
    const title = (scenario: ScenarioName, more: Parameters<typeof parametersOf>[1]): string =>
      runTitle({ scenario, parameters: parametersOf(scenario, more) });
    expect(title('rollout-restart', { rpc: 'server-stream' })).toBe('rollout-restart (server streams)');
    expect(title('idle-timeout', { jitter_percent: null, rpc: 'bidi-stream', drain_timeout_ms: 500 })).toBe(
      'idle-timeout 2s (drain_timeout 500ms, bidirectional streams)',
    );
  });

  it('carries the streams', () => {
    const changed = parametersOf('baseline', { rpc: 'server-stream', stream_ms: 60_000, interval_ms: 500 });
    expect(commandText('baseline', 'x', changed)).toBe(
      '/nlb run baseline interval=500ms rpc=server-stream stream=60s on=x',
    );
  });

  it('leaves defaults out and always names the target', () => {
    expect(commandText('baseline', 'lab', parametersOf('baseline'))).toBe('/nlb run baseline on=lab');
    const changed = parametersOf('max-connection-duration', {
      value_ms: 90_000,
      clients: 5,
      interval_ms: 500,
      restart: 'burst',
      observe_ms: 30_000,
    });
    expect(commandText('max-connection-duration', 'x', changed)).toBe(
      '/nlb run max-connection-duration value=90s clients=5 interval=500ms restart=burst observe=30s on=x',
    );
  });
});

describe('the time between two moments', () => {
  it('is what the calendar says', () => {
    const moment = fc.date({ min: new Date('1970-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        expect(msBetween(a.toISOString(), b.toISOString())).toBe(b.getTime() - a.getTime());
      }),
    );
  });

  it('is unknown for what is no such time', () => {
    expect(msBetween('yesterday', '2026-11-23T00:00:00Z')).toBeNull();
  });
});

describe('the words of a price', () => {
  const observe = { change: [0, 1000], observe: [1000, 46_000] } satisfies ArmRecord['windows'];

  it.each([
    [0, 'at once'],
    [420, '420 ms'],
    [3020, '3 s'],
    [null, 'not in 45 s'],
  ])('even after %s ms is %s', (time_to_balance_ms, words) => {
    expect(balanceText({ price: aPrice({ time_to_balance_ms }), verdict: null, windows: observe })).toBe(words);
  });

  it('even after is nothing where the picks are shown to be uneven', () => {
    const verdict = { ...aTreatmentArm().verdict, name: 'IMBALANCED' } as ArmRecord['verdict'];
    expect(balanceText({ price: aPrice({ time_to_balance_ms: 0 }), verdict, windows: observe })).toBe('-');
  });

  it.each([
    [1 / 3, '33 % of the time'],
    [0.9949, '99 % of the time'],
    [0.995, 'all the time'],
    [1, 'all the time'],
    [null, null],
  ])('a duty cycle of %s is %s', (duty, words) => {
    expect(connectedText({ duty })).toBe(words);
  });

  it.each([
    [0, 300, 'none'],
    [0, 0, 'none'],
    [300, 300, 'every request'],
    [285, 300, 'every request'],
    [120, 300, '1 in 2.5 requests'],
    [14, 300, '1 in 21 requests'],
  ])('%i handshakes in %i requests are %s', (handshakes, rpcs, words) => {
    expect(handshakeText(handshakes, { rpcs })).toBe(words);
  });

  it('leaves out what did not fail, and a latency that nobody measured', () => {
    const failures = { no_connection: 8, cut_off: 0, timed_out: 1, answered: 2 };
    expect(failuresText(failures)).toBe('no connection 8, timed out 1, answered with an error 2');
    expect(failuresText({ no_connection: 0, cut_off: 0, timed_out: 0, answered: 0 })).toBe('0');
    expect(quantilesText({ p50: 1.44, p99: 123.4, max: 130 })).toBe('1.4 / 123 ms');
    expect(quantilesText({ p50: null, p99: null, max: null })).toBe('-');
  });
});
