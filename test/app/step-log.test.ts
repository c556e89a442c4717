import { describe, expect, it } from 'vitest';
import { createStepLog } from '../../src/app/step-log.ts';
import type { ClientEvent } from '../../src/domain/sample.ts';

const PLANNED = ['preflight', 'control', 'treatment', 'restore'].map((name) => ({ name, ms: 1000 }));
const connect = (conn: number): ClientEvent => ({ kind: 'connect', at_ms: 0, client: 1, conn, port: 1 });
const rpc = (code: string): ClientEvent => ({
  kind: 'rpc',
  at_ms: 0,
  client: 1,
  conn: 1,
  code,
  latency_ms: 1,
  late_ms: 0,
  opened: false,
  pod: null,
});

function setUp() {
  const recorder = { events: [] as ClientEvent[], at: 0, now: () => recorder.at };
  const log = createStepLog(recorder);
  const statuses = () => log.list(PLANNED).map(({ status }) => status);
  return { recorder, log, statuses };
}

describe('the steps of a run', () => {
  it('count what the clients did in each, from a second connection on', () => {
    const { recorder, log } = setUp();
    log.enter('preflight');
    recorder.events.push(connect(1), rpc('OK'));
    recorder.at = 1000;
    log.enter('control');
    recorder.events.push(connect(2), connect(3), rpc('UNAVAILABLE'));
    recorder.at = 3000;
    log.enter('control');
    recorder.events.push(connect(4));
    recorder.at = 7000;
    expect(log.list(PLANNED)).toEqual([
      { name: 'preflight', status: 'done', took_ms: 1000, picks: 0, errors: 0 },
      { name: 'control', status: 'now', took_ms: 6000, picks: 3, errors: 1 },
      { name: 'treatment', status: 'todo' },
      { name: 'restore', status: 'todo' },
      { name: 'report', status: 'todo' },
    ]);
    log.enter('treatment');
    recorder.events.push(connect(5));
    expect(log.list(PLANNED).map(({ picks }) => picks)).toEqual([0, 3, 1, undefined, undefined]);
  });

  it('that were not reached are not called done when the run goes back early', () => {
    const { log, statuses } = setUp();
    log.enter('preflight');
    log.enter('control');
    log.fail();
    log.enter('restore');
    expect(statuses()).toEqual(['done', 'failed', 'todo', 'now', 'todo']);
    log.enter('report');
    expect(statuses()).toEqual(['done', 'failed', 'todo', 'done', 'now']);
  });
});
