import { Writable } from 'node:stream';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/adapters/grpc/agent-protocol.ts';
import { createReportStream } from '../../../src/adapters/grpc/report-stream.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';

const clock = createClock();
const goaway = (client: number) => ({ at_ms: client, client, kind: 'goaway', conn: 1 }) as const;

/** The reports' way to a reader that reads only when a test lets it. */
function slowReader() {
  const reports: Report[] = [];
  let takeNext: (() => void) | null = null;
  let isReading = false;
  const call = new Writable({
    objectMode: true,
    highWaterMark: 2,
    write(report: Report, _encoding, done) {
      reports.push(report);
      if (isReading) done();
      else takeNext = done;
    },
  });
  return {
    call: call as unknown as ServerWritableStream<unknown, Report>,
    reports,
    read() {
      isReading = true;
      takeNext?.();
    },
  };
}

describe('the reports of an agent', () => {
  it('wait for a slow reader, and then tell everything in order without a gap', async () => {
    const { call, reports, read } = slowReader();
    const stream = createReportStream({ call, clock, sockets: () => 7 }, new AbortController().signal);
    for (let client = 0; client < 2500; client++) stream.push(goaway(client));
    await clock.sleep(500);
    // One report is with the reader, and one more fills what may wait for it.
    expect(reports).toHaveLength(1);
    expect(call.writableLength).toBe(2);
    read();
    await stream.finish();
    expect(reports.map(({ sequence }) => sequence)).toEqual(reports.map((_, index) => index));
    expect(reports.flatMap(({ events }) => events.map(({ client }) => client))).toEqual(
      Array.from({ length: 2500 }, (_, client) => client),
    );
    expect(reports.map(({ last }) => last)).toEqual([...Array(reports.length - 1).fill(false), true]);
    expect(new Set(reports.map(({ sockets }) => sockets))).toEqual(new Set([7]));
  });

  it('come without an event too, so that silence means something', async () => {
    const { call, reports, read } = slowReader();
    read();
    const stream = createReportStream({ call, clock, sockets: () => 0 }, new AbortController().signal);
    await clock.sleep(1400);
    expect(reports.length).toBe(2);
    await stream.finish();
  });

  it('break off for a reader that is too far behind', async () => {
    const { call } = slowReader();
    const errors: unknown[] = [];
    call.on('error', (error) => errors.push(error));
    const stream = createReportStream({ call, clock, sockets: () => 0 }, new AbortController().signal);
    for (let client = 0; client <= 200_002; client++) stream.push(goaway(client));
    expect(errors).toMatchObject([{ details: 'the reader is 200000 events behind' }]);
    await stream.finish();
  });

  it('end when nobody listens any more', async () => {
    const { call } = slowReader();
    const gone = new AbortController();
    const stream = createReportStream({ call, clock, sockets: () => 0 }, gone.signal);
    for (let client = 0; client < 2500; client++) stream.push(goaway(client));
    gone.abort();
    await stream.finish();
  });
});
