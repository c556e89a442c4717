import { describe, expect, it } from 'vitest';
import { type Advice, advise } from '../../../src/domain/advice/advise.ts';
import { predictSetting, replaySetting } from '../../../src/domain/advice/predict-setting.ts';
import { type AskedAdvice, completeAdvice } from '../../../src/domain/advice/workload-keys.ts';
import type { DurationSetting, Setting } from '../../../src/domain/setting.ts';
import type { Topology } from '../../../src/domain/topology.ts';
import { topologyOf } from '../run-record-fixture.ts';

const asked = (changed: Partial<AskedAdvice> = {}): AskedAdvice => ({ ...completeAdvice(new Map()), ...changed });

function adviceOf(
  changed: Partial<AskedAdvice> = {},
  target: Partial<Topology> = {},
  found: Setting | null = null,
): Advice {
  const topology = { ...topologyOf(), ...target };
  return advise(asked(changed), { name: 'lab', topology, found });
}

const codes = (cautions: readonly { code: string }[]) => cautions.map(({ code }) => code);
const many = { clients: 500, interval_ms: 1000 };

describe('the advice', () => {
  it('is the longest value after which every client has picked anew in time', () => {
    const { best } = adviceOf({ ...many, within_ms: 120_000 });
    expect(best?.setting).toEqual({ kind: 'max-connection-duration', value_ms: 60_000, jitter_percent: 25 });
    // 60 s, a quarter of it, and one interval.
    expect(best?.within_ms).toBe(76_000);
    expect(best?.reconnects_per_s).toBeCloseTo(500 / 68, 1);
    expect(best?.cut_percent).toBe(0);
  });

  it('keeps to the very time that is tolerated', () => {
    const valueFor = (within_ms: number) => adviceOf({ ...many, within_ms }).best?.setting.value_ms;
    expect(valueFor(76_000)).toBe(60_000);
    expect(valueFor(75_999)).toBe(30_000);
  });

  it('shows the values beside it, and which of them would be too late', () => {
    const { others } = adviceOf({ ...many, within_ms: 120_000 });
    expect(others.map(({ setting, within_ms }) => [setting.value_ms, within_ms > 120_000])).toEqual([
      [15_000, false],
      [30_000, false],
      [120_000, true],
    ]);
  });

  it('leaves the jitter out for an Envoy that does not know it, and says so', () => {
    const old = adviceOf({ ...many, within_ms: 120_000 }, { envoy_version: '1.38.0' });
    expect(old.best?.setting).toEqual({ kind: 'max-connection-duration', value_ms: 60_000 });
    expect(codes(old.cautions)).toEqual(['old-envoy', 'workers']);
  });

  it('knows when the value is there already', () => {
    const found: Setting = { kind: 'max-connection-duration', value_ms: 60_000, jitter_percent: 25 };
    expect(adviceOf({ ...many, within_ms: 120_000 }, {}, found).already).toBe(true);
    const { jitter_percent: _jitter, ...plain } = found;
    expect(adviceOf({ ...many, within_ms: 120_000 }, {}, plain).already).toBe(false);
    expect(adviceOf({ ...many, within_ms: 120_000 }, { envoy_version: '1.38.0' }, plain).already).toBe(true);
    expect(adviceOf({ ...many, within_ms: 120_000 }).already).toBe(false);
  });

  it('says of few clients that no setting spreads them evenly at every moment', () => {
    const few = adviceOf({ clients: 20 }).cautions.find(({ code }) => code === 'too-few-clients');
    // P(max >= 10 of 20 on 3 Pods) is 0.2755.
    expect(few?.text).toMatch(/^20 connections .* 1\.5 times the mean or more on one of 3 Pods at 2[678] % of moments/);
    expect(adviceOf({ clients: 1 }).cautions[0]?.text).toMatch(/^1 connection picked at random puts 1\.5 times/);
    expect(codes(adviceOf({ clients: 300 }).cautions)).toEqual(['workers']);
  });

  it('says of one heavy client that its Pod stays the heaviest', () => {
    expect(codes(adviceOf({ ...many, heaviest_percent: 60 }).cautions)).toContain('heavy-client');
    expect(codes(adviceOf({ ...many, heaviest_percent: 40 }).cautions)).not.toContain('heavy-client');
  });

  it('finds no value for streams that never end, unless they may all be cut', () => {
    const endless = adviceOf({ ...many, stream_ms: Number.POSITIVE_INFINITY });
    expect(endless.best).toBe(null);
    expect(codes(endless.blocked)).toEqual(['endless-streams']);
    const cut = adviceOf({ ...many, stream_ms: Number.POSITIVE_INFINITY, errors_percent: 100 });
    expect(cut.best?.setting).toMatchObject({ value_ms: 120_000, max_stream_duration_ms: 120_000 });
    expect(cut.best?.cut_percent).toBe(100);
  });

  it('waits for a stream to end before a connection leaves', () => {
    const { best, cautions } = adviceOf({ ...many, stream_ms: 90_000, within_ms: 180_000 });
    // 60 s and a quarter, a whole stream, and one interval; the next stream begins a second after one of 90 s.
    expect(best).toMatchObject({ setting: { value_ms: 60_000 }, within_ms: 166_000 });
    expect(best?.reconnects_per_s).toBeCloseTo(500 / 91, 6);
    expect(codes(cautions)).toContain('streams-cut');
  });

  it('says of a goal that no value keeps how long it is as people say it', () => {
    const [soon] = adviceOf({ ...many, stream_ms: 600_000, within_ms: 300_000 }).blocked;
    expect(soon?.text).toMatch(/^no value is even within 5 min: /);
  });

  it.each<[string, Partial<AskedAdvice>, Partial<Topology>, string]>([
    ['one Pod', many, { deployment: { ...topologyOf().deployment, replicas: 1 } }, 'one-pod'],
    ['a goal that no value keeps', { ...many, within_ms: 1000 }, {}, 'too-soon'],
    [
      'the Local policy with uneven Pods on the nodes',
      many,
      {
        service: { ...topologyOf().service, traffic_policy: 'Local' },
        pods: ['a', 'a', 'b'].map((node, index) => ({
          ...(topologyOf().pods[0] as Topology['pods'][0]),
          node,
          uid: `${index}`,
        })),
      },
      'local-policy',
    ],
  ])('finds no value with %s', (_name, changed, target, code) => {
    const advice = adviceOf(changed, target);
    expect(advice.best).toBe(null);
    expect(codes(advice.blocked)).toEqual([code]);
  });

  it('is the same when it is asked again', () => {
    expect(adviceOf(many)).toEqual(adviceOf(many));
  });
});

describe('the prediction of a setting', () => {
  const setting = (value_ms: number, jitter_percent?: number): DurationSetting => ({
    kind: 'max-connection-duration',
    value_ms,
    ...(jitter_percent === undefined ? {} : { jitter_percent }),
  });

  it.each([
    { d: 1000, i: 3000, perSecond: 20 / 3, duty: 1 / 3 },
    { d: 5000, i: 3000, perSecond: 20 / 6, duty: 5 / 6 },
    { d: 10_000, i: 3000, perSecond: 20 / 12, duty: 10 / 12 },
  ])('has the exact rates of $d ms with a request every $i ms', ({ d, i, perSecond, duty }) => {
    const one = predictSetting(setting(d), asked({ clients: 20, interval_ms: i }));
    expect(one.reconnects_per_s).toBeCloseTo(perSecond, 9);
    expect(one.duty).toBeCloseTo(duty, 9);
  });

  it('replays the herd: clients of one interval come back together, jitter spreads them', () => {
    const workload = asked({ clients: 1000, interval_ms: 1000 });
    const together = replaySetting(setting(30_000), workload, 3, 1);
    const spread = replaySetting(setting(30_000, 50), workload, 3, 1);
    // Without jitter all 1,000 reconnect within one interval.
    expect(together.peak_per_s).toBeGreaterThan(950);
    expect(spread.peak_per_s).toBeLessThan(150);
    expect(together.even_ms).toBeGreaterThan(29_000);
    expect(together.even_ms).toBeLessThan(31_500);
  });

  it('comes back to even after one life, whatever the number of Pods', () => {
    const workload = asked({ clients: 3000, interval_ms: 1000 });
    for (const pods of [2, 3, 30]) {
      const { even_ms } = replaySetting(setting(30_000), workload, pods, 1);
      expect(even_ms).toBeGreaterThan(29_000);
      expect(even_ms).toBeLessThan(31_500);
    }
  });

  it('lets some clients stand for a million, more than can be replayed at once', () => {
    const workload = asked({ clients: 1_000_000, interval_ms: 600_000 });
    const million = replaySetting(setting(1000), workload, 300, 1);
    const some = replaySetting(setting(1000), { ...workload, clients: 20_000 }, 300, 1);
    expect(million.even_ms).toBe(some.even_ms);
    // 1,667 of them speak in a second, and each opens a connection.
    expect(million.peak_per_s).toBeGreaterThan(1600);
    expect(million.peak_per_s).toBeLessThan(2500);
  });

  it('makes no herd of the few that stand for a million', () => {
    // Spread over the quarter of a day by which ages differ, a million makes 46 reconnects/s.
    const { peak_per_s } = replaySetting(
      setting(86_400_000, 25),
      asked({ clients: 1_000_000, interval_ms: 1000 }),
      300,
      1,
    );
    expect(peak_per_s).toBeGreaterThan(35);
    expect(peak_per_s).toBeLessThan(120);
  });
});
