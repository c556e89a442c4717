import { describe, expect, it } from 'vitest';
import { analyseRun } from '../../../src/domain/analysis/analyse-run.ts';
import { meanActive, sampleTable } from '../../../src/domain/analysis/samples.ts';
import type { ClientEvent, EnvoyReading } from '../../../src/domain/sample.ts';
import { anArm, counters, disconnect, opened, runDataOf, steadyEvents, tick } from './some-run-data.ts';

/** Observed from 8 s to 18 s; `a` is scraped 0.5 s after each edge, `b` 4.5 s after it. */
const LATE_MS: Record<string, number> = { a: 500, b: 4500 };

/** Moves each Pod's edges to the scrapes that answered them. */
function scraped(readings: readonly EnvoyReading[], late = LATE_MS): EnvoyReading[] {
  return readings.map((reading) =>
    reading.kind === 'edge'
      ? { ...reading, at_ms: reading.at_ms + (late[reading.uid] ?? 0), asked_at_ms: reading.at_ms }
      : reading,
  );
}

/** A client that reconnects to a Pod at this time, as its second connection. */
const again = (at: number, client: number, uid: string): ClientEvent[] => opened(at, client, 2, uid);

function gateOf(name: string, data: ReturnType<typeof runDataOf>) {
  return analyseRun(data).gates.find((gate) => gate.name === `control ${name}`);
}

describe('Pods that are read at other moments than the edges', () => {
  const events = [
    ...steadyEvents({ a: 12, b: 8 }),
    // Before b's first reading, so that b's counters have them at both edges.
    ...[0, 1, 2, 3].flatMap((client) => again(12_000, client, 'b')),
    // After the window, and before b's last reading.
    ...[4, 5, 6, 7, 8, 9].flatMap((client) => again(20_000, client, 'b')),
    // After the window, and after a's last reading.
    ...[10, 11].flatMap((client) => again(20_000, client, 'a')),
  ];
  const story = {
    arms: [
      {
        arm: anArm(),
        courses: {
          a: [counters(12, 12), counters(12, 12), counters(12, 2)],
          b: [counters(8, 8), counters(12, 12), counters(18, 18)],
        } satisfies Record<string, [object, object, object]>,
      },
    ],
    events,
    clients: 20,
  };

  it('are compared with what the clients did between their own two readings', () => {
    const data = runDataOf(story);
    const asScraped = { ...data, readings: scraped(data.readings) };
    expect(gateOf('foreign connections', asScraped)).toMatchObject({ ok: true, value: 0 });
    // The same counters taken for those of the edges themselves do not fit.
    expect(gateOf('foreign connections', { ...data, events: [...data.events] })?.value).not.toBe(0);
  });

  it('count the closes of the clients in the same way', () => {
    const closed = [disconnect(20_000, 0, 1, 'client'), disconnect(20_000, 12, 1, 'client')];
    const courses = {
      a: [counters(12, 12), counters(12, 12), counters(12, 12)],
      b: [counters(8, 8), counters(8, 8), counters(8, 7)],
    } satisfies Record<string, [object, object, object]>;
    const data = runDataOf({
      arms: [{ arm: anArm(), courses }],
      events: [...steadyEvents({ a: 12, b: 8 }), ...closed],
      clients: 20,
    });
    const by = (readings: EnvoyReading[]) => analyseRun({ ...data, readings }).arms[0]?.closes.by_cause;
    expect(by(scraped(data.readings))).toMatchObject({ client: 1, other: 0 });
    expect(by([...data.readings])).toMatchObject({ client: 0, other: 1 });
  });

  it('must be counted for about the same time', () => {
    const data = runDataOf(story);
    const equal = gateOf('Pods counted unequally long', { ...data, readings: scraped(data.readings) });
    expect(equal).toMatchObject({ ok: true, value: 0 });
    const longer = scraped(data.readings).map((reading) =>
      reading.label === 'control end' && reading.uid === 'b' ? { ...reading, at_ms: reading.at_ms + 5000 } : reading,
    );
    expect(gateOf('Pods counted unequally long', { ...data, readings: longer })).toMatchObject({
      ok: false,
      value: 0.3333,
      limit: 0.1,
    });
  });

  it('keep the sample that is asked for at its own time, and are no reset where an edge was answered later', () => {
    const held = (number: number, asked: number, at: number, uid: string, total: number): EnvoyReading => ({
      ...tick(number, at, uid, counters(total, total)),
      asked_at_ms: asked,
    });
    const ticks = [held(0, 9000, 6000, 'b', 8), held(1, 10_000, 6000, 'b', 8), held(1, 10_000, 9500, 'a', 12)];
    expect(sampleTable(ticks, [8000, 18_000])).toMatchObject({
      at_ms: [9000, 10_000],
      active: [
        [8, null],
        [8, 12],
      ],
    });
    expect(meanActive(ticks, 'b', [8000, 18_000])).toBeNull();
    const data = runDataOf(story);
    const readings = [...scraped(data.readings), ...ticks].sort((a, b) => a.at_ms - b.at_ms);
    expect(gateOf('counter resets', { ...data, readings })).toMatchObject({ ok: true, value: 0 });
  });
});
