import { describe, expect, it } from 'vitest';
import type { EnvoyReading } from '../../src/domain/sample.ts';
import { verifyRecord } from '../../src/domain/verify-record.ts';
import { aRequest } from './a-request.ts';
import { createWorld, type World } from './world.ts';

const INTERVAL_MS = 5000;
const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((total, n) => total + n, 0);

async function rawOf(world: World, id: string): Promise<{ readings: EnvoyReading[]; events: [] }> {
  const raw = (await world.store.outcome(id))?.raw ?? {};
  const rows = (name: string): unknown[] =>
    String(raw[name])
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  return { readings: rows('envoy.ndjson') as EnvoyReading[], events: rows('clients.ndjson') as [] };
}

describe('a run on Pods that are counted every 5 s', () => {
  it('holds every gate and reaches the verdict, with each Pod counted over whole intervals', async () => {
    const world = createWorld({ scrapedMs: INTERVAL_MS });
    const request = aRequest({ scenario: 'max-connection-duration', parameters: { observe_ms: 22_000 } });
    const record = await world.run(request);
    expect(record).toMatchObject({ state: 'done', failure: null });
    expect(record.gates.filter(({ ok }) => !ok)).toEqual([]);
    expect(record.verdict).toMatchObject({ judged_arm: 'treatment', name: 'BALANCED' });
    expect(record.plan.stats).toEqual({ from: 'prometheus', interval_ms: INTERVAL_MS });
    for (const { windows } of record.arms) expect(windows.observe[1] - windows.observe[0]).toBeCloseTo(25_000, -2);
    const { readings, events } = await rawOf(world, record.id);
    expect(verifyRecord(record, readings, events)).toEqual([]);
  });

  it('reads at each edge the first count after it, for each Pod its own, and in between the newest', async () => {
    const world = createWorld({ scrapedMs: INTERVAL_MS });
    const record = await world.run(aRequest({ scenario: 'max-connection-duration' }));
    const { readings } = await rawOf(world, record.id);
    const edges = readings.filter(({ kind }) => kind === 'edge');
    expect(edges.length).toBeGreaterThanOrEqual(3 * 7);
    for (const { at_ms, asked_at_ms = Number.NaN } of edges) {
      expect(at_ms).toBeGreaterThanOrEqual(asked_at_ms);
      expect(at_ms).toBeLessThanOrEqual(asked_at_ms + INTERVAL_MS + 100);
    }
    const ends = edges.filter(({ label }) => label === 'treatment end').map(({ at_ms }) => at_ms);
    expect(new Set(ends).size).toBe(3);
    for (const { at_ms, asked_at_ms = Number.NaN, counters } of readings.filter(({ kind }) => kind === 'tick')) {
      if (counters === null) continue;
      expect(at_ms).toBeLessThanOrEqual(asked_at_ms);
      expect(at_ms).toBeGreaterThan(asked_at_ms - INTERVAL_MS - 100);
    }
    expect(readings.filter(({ kind }) => kind === 'final')).not.toEqual([]);
  });

  it('counts what a run that reads the Pods themselves counts, in the same time', async () => {
    const request = aRequest({ scenario: 'max-connection-duration', parameters: { observe_ms: 20_000 } });
    const [scraped, direct] = await Promise.all(
      [{ scrapedMs: INTERVAL_MS }, {}].map(async (options) => createWorld(options).run(request)),
    );
    const picks = (record: typeof scraped) => sum(record?.arms[1]?.picks ?? {});
    expect(direct?.plan.stats).toBeUndefined();
    expect(picks(direct)).toBeGreaterThan(100);
    expect(Math.abs(picks(scraped) - picks(direct))).toBeLessThanOrEqual(20);
  });
});
