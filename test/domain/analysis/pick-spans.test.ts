import { describe, expect, it } from 'vitest';
import { pickSpans } from '../../../src/domain/analysis/pick-spans.ts';
import type { RecordPod, TimelineEntry } from '../../../src/domain/record.ts';
import type { ClientEvent } from '../../../src/domain/sample.ts';

const pod = (name: string, ready: number): RecordPod => ({
  uid: `uid-${name}`,
  name,
  node: 'node-1',
  ready_at_ms: ready,
  terminated_at_ms: null,
});
const PODS = [pod('old', -1000), pod('first', 3000), pod('second', 5000)];
const endpoint = (at_ms: number, kind: 'endpoint_added' | 'endpoint_removed', name: string): TimelineEntry => ({
  at_ms,
  kind,
  ref: `uid-${name}`,
});
const TIMELINE = [
  endpoint(3000, 'endpoint_added', 'first'),
  endpoint(3100, 'endpoint_removed', 'old'),
  endpoint(5000, 'endpoint_added', 'second'),
];
/** A client's connection that opens at a time and is answered by a Pod. */
const opens = (client: number, conn: number, at_ms: number, name: string): ClientEvent[] => [
  { at_ms, client, kind: 'connect', conn, port: 4000 },
  { at_ms: at_ms + 1, client, kind: 'rpc', conn, pod: name, code: 'OK', latency_ms: 1, late_ms: 0, opened: true },
];

describe('picks between changes of the endpoints', () => {
  it('belong to the Pods that were Ready then', () => {
    const events = [
      ...opens(1, 1, 500, 'old'),
      ...opens(1, 2, 3200, 'first'),
      ...opens(2, 2, 4999, 'first'),
      ...opens(3, 2, 5000, 'second'),
    ];
    expect(pickSpans(TIMELINE, PODS, events, [1000, 6000])).toEqual([
      { from: 1000, to: 3000, ready: ['uid-old'], picks: {}, last_ms: null },
      { from: 3000, to: 3100, ready: ['uid-old', 'uid-first'], picks: {}, last_ms: null },
      { from: 3100, to: 5000, ready: ['uid-first'], picks: { 'uid-first': 2 }, last_ms: 4999 },
      { from: 5000, to: 6000, ready: ['uid-first', 'uid-second'], picks: { 'uid-second': 1 }, last_ms: 5000 },
    ]);
  });

  it('leave out a connection on which nobody answered', () => {
    const events: ClientEvent[] = [{ at_ms: 3500, client: 1, kind: 'connect', conn: 2, port: 4000 }];
    expect(pickSpans(TIMELINE, PODS, events, [3100, 5000])).toMatchObject([{ picks: {}, last_ms: null }]);
  });
});
