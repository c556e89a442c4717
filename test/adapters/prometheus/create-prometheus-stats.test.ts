import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { aPod, type FakePrometheus, fakePrometheus, type Scraped } from './fake-prometheus.ts';

const INTERVAL_MS = 5000;
const A = aPod('envoy-a');
const B = aPod('envoy.b');

/** Scrapes of a Pod every 5 s: `total` of its connections by the number of the scrape. */
function every5s(pod: string, from: number, count: number, changes: Partial<Scraped> = {}): Scraped[] {
  return Array.from({ length: count }, (_, index) => ({
    at: from + index * INTERVAL_MS,
    pod,
    values: { http2_total: `${index}`, http2_active: '1' },
    ...changes,
  }));
}

/** A Prometheus that has scraped both Pods for a minute, and goes on: `envoy.b` 2 s after `envoy-a`. */
async function steady(): Promise<FakePrometheus> {
  const on = await fakePrometheus();
  const from = on.clock.now - 60_000;
  on.scrapes.push(...every5s(A.name, from + 3000, 40), ...every5s(B.name, from + 5000, 40));
  return on;
}

const json =
  (body: unknown, status = 200) =>
  (response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

describe('a reading from Prometheus', () => {
  it('is the newest scrape, at its own moment on our clock, whatever the clock of its host says', async () => {
    const { stats, clock } = await steady();
    expect(await stats.read(A)).toEqual({
      counters: expect.objectContaining({ http2_total: 11, http2_active: 1, cx_total: 0 }),
      counted_at: clock.now - 2000,
    });
    expect(await stats.read(B)).toMatchObject({ counters: { http2_total: 11 }, counted_at: clock.now });
  });

  it('is at an edge the first scrape at or after it, for which it waits', async () => {
    const { stats, clock } = await steady();
    const since = clock.now + 1;
    const fresh = { since, signal: new AbortController().signal };
    const [a, b] = await Promise.all([stats.read(A, fresh), stats.read(B, fresh)]);
    expect(a).toMatchObject({ counters: { http2_total: 12 }, counted_at: since - 1 + 3000 });
    expect(b).toMatchObject({ counters: { http2_total: 12 }, counted_at: since - 1 + 5000 });
    clock.now += 20_000;
    expect(await stats.read(A, fresh)).toMatchObject({ counters: { http2_total: 12 } });
  });

  it('asks once for all Pods of a moment, for raw samples of these counters alone', async () => {
    const { stats, queries } = await steady();
    await stats.prepare([A, B]);
    queries.length = 0;
    await Promise.all([stats.read(A), stats.read(B)]);
    expect(queries).toEqual([
      '{__name__=~"envoy_http_downstream_cx_active|envoy_http_downstream_cx_total|envoy_http_downstream_cx_http2_active|envoy_http_downstream_cx_http2_total|envoy_http_downstream_cx_destroy|envoy_http_downstream_cx_destroy_active_rq|envoy_http_downstream_cx_max_duration_reached|envoy_http_downstream_cx_idle_timeout|envoy_http_downstream_cx_max_requests_reached|envoy_http_downstream_cx_drain_close",namespace="shop",envoy_http_conn_manager_prefix="ingress_http",pod=~"envoy-a|envoy\\\\.b"}[30000ms]',
    ]);
  });

  it('asks for a stat_prefix literally, whatever is in it', async () => {
    const { stats, queries } = await fakePrometheus('a"} or up{b="\\');
    await stats.read(A).catch(() => undefined);
    expect(queries[0]).toContain('envoy_http_conn_manager_prefix="a\\"} or up{b=\\"\\\\"');
  });

  it('counts a Pod once that two jobs scrape', async () => {
    const on = await steady();
    on.scrapes.push(...every5s(A.name, on.clock.now - 1000, 1, { job: 'twice', values: { http2_total: '99' } }));
    expect((await on.stats.read(A)).counters.http2_total).toBe(11);
  });

  it('takes a Pod whose counters restarted as it is', async () => {
    const on = await steady();
    on.scrapes.push({ at: on.clock.now - 1000, pod: A.name, values: { http2_total: '1' } });
    expect((await on.stats.read(A)).counters.http2_total).toBe(1);
  });

  it('says where it comes from and how often it is counted', async () => {
    const { stats } = await steady();
    expect(await stats.prepare([A, B])).toEqual({ from: 'prometheus', interval_ms: INTERVAL_MS });
  });

  it('tells a warning of Prometheus once', async () => {
    const on = await steady();
    on.warnings.push('store 2 did not answer');
    await on.stats.read(A);
    await on.stats.read(A);
    expect(on.log.lines.filter((line) => JSON.stringify(line).includes('store 2 did not answer'))).toHaveLength(1);
  });
});

describe('a Pod that Prometheus does not show', () => {
  it('is missing when its last scrape is older than three intervals', async () => {
    const on = await steady();
    await on.stats.prepare([A, B]);
    on.scrapes.splice(0, on.scrapes.length, ...on.scrapes.filter(({ at, pod }) => pod !== A.name || at < on.clock.now));
    on.clock.now += 12_000;
    expect((await on.stats.read(A)).counters.http2_total).toBe(11);
    on.clock.now += 2000;
    await expect(on.stats.read(A)).rejects.toMatchObject({
      code: 'stats_unreadable',
      message: expect.stringMatching(/newest scrape of Pod envoy-a is 16 s old.*Status > Targets/),
    });
    expect((await on.stats.read(B)).counters.http2_total).toBe(13);
  });

  it('ends a wait for its next scrape after a few intervals, with what to look at', async () => {
    const on = await steady();
    await on.stats.prepare([A, B]);
    on.scrapes.splice(0, on.scrapes.length, ...on.scrapes.filter(({ at }) => at < on.clock.now));
    const since = on.clock.now;
    const read = on.stats.read(A, { since, signal: new AbortController().signal });
    await expect(read).rejects.toMatchObject({
      code: 'stats_unreadable',
      message: expect.stringMatching(/has no new scrape of Pod envoy-a after \d+ s: .*Status > Targets/),
    });
    expect(on.clock.now - since).toBeLessThan(26_000);
  });

  it('ends a wait at once when the run ends', async () => {
    const on = await steady();
    const reason = new Error('cancelled');
    await expect(on.stats.read(A, { since: on.clock.now + 1, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('stops a run before it begins: says what is not scraped, with which labels', async () => {
    const on = await steady();
    await expect(on.stats.prepare([A, aPod('envoy-new')])).rejects.toMatchObject({
      code: 'stats_unreadable',
      message: expect.stringMatching(
        /envoy_http_downstream_cx_http2_active\{namespace="shop", pod="envoy-new", envoy_http_conn_manager_prefix="ingress_http"\}.*manifests\/components\/monitoring.*Status > Targets/,
      ),
    });
  });

  it('stops a run that scrapes would be too rare for, or of which nobody knows how often they come', async () => {
    const rare = await fakePrometheus();
    rare.scrapes.push(...[250_000, 130_000, 10_000].map((ago) => ({ at: rare.clock.now - ago, pod: A.name })));
    await expect(rare.stats.prepare([A])).rejects.toMatchObject({
      code: 'target_unfit',
      message: expect.stringContaining('scrapes every 2 min; a run needs 1 min at most'),
    });
    const once = await fakePrometheus();
    once.scrapes.push({ at: once.clock.now - 100, pod: A.name });
    await expect(once.stats.prepare([A])).rejects.toThrow('has scraped each Pod only once');
  });

  it.each([
    ['left out', null, 'has no envoy_http_downstream_cx_idle_timeout of Pod envoy-a'],
    ['NaN', 'NaN', 'envoy_http_downstream_cx_idle_timeout = NaN of Pod envoy-a'],
    ['infinite', '+Inf', '= +Inf'],
    ['negative', '-1', '= -1'],
    ['a fraction', '1.5', '= 1.5'],
    ['empty', '', '= '],
  ])('by a counter that is %s is unreadable, and never 0', async (_, value, told) => {
    const on = await fakePrometheus();
    on.scrapes.push({ at: on.clock.now - 100, pod: A.name, values: { idle_timeout: value } });
    await expect(on.stats.read(A)).rejects.toMatchObject({
      code: 'stats_unreadable',
      message: expect.stringContaining(told),
    });
  });

  it('reads large counters as Prometheus writes them', async () => {
    const on = await fakePrometheus();
    on.scrapes.push({ at: on.clock.now - 100, pod: A.name, values: { cx_total: '1.5e+06' } });
    expect((await on.stats.read(A)).counters.cx_total).toBe(1_500_000);
  });
});

describe('a Prometheus that does not answer', () => {
  const failed = { status: 'error', errorType: 'bad_data', error: 'invalid parameter "query": 1:2' };
  const cases: [string, (response: ServerResponse) => void, string][] = [
    ['an error', json(failed), 'bad_data: invalid parameter "query": 1:2'],
    ['an error and HTTP 400', json(failed, 400), 'HTTP 400: bad_data: invalid parameter'],
    ['HTTP 401', (response) => void response.writeHead(401).end(), 'HTTP 401: it asks for credentials'],
    ['HTTP 403', (response) => void response.writeHead(403).end('no'), 'HTTP 403: it forbids the query'],
    ['HTTP 404', (response) => void response.writeHead(404).end('page'), 'HTTP 404: there is no Prometheus'],
    ['HTTP 422', json({ ...failed, errorType: 'execution', error: 'too many samples' }, 422), 'execution: too many'],
    ['HTTP 503', (response) => void response.writeHead(503).end('Service Unavailable\n'), 'HTTP 503: Service Unavail'],
    ['HTML', (response) => void response.end('<html>login'), 'it answered no JSON of a Prometheus'],
    ['null', json(null), 'it answered no JSON of a Prometheus'],
    ['no result', json({ status: 'success', data: {} }), 'it answered without series'],
    [
      'a broken answer',
      (response) => void response.writeHead(200, { 'content-length': '9' }).destroy(),
      'did not answer',
    ],
    ['nothing', () => undefined, 'no answer within 900 ms'],
  ];
  it.each(cases)('but gives %s is said to, for each Pod by name', async (_, answer, told) => {
    const on = await steady();
    on.answerWith(answer);
    const error = await on.stats.read(A).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'stats_unreadable', message: expect.stringContaining(told) });
    expect((error as Error).message).toMatch(/^Pod envoy-a could not be read: Prometheus http:\S+ did not answer: /);
  });

  it('is asked again while there is time to wait for a scrape', async () => {
    const on = await steady();
    await on.stats.prepare([A, B]);
    let failures = 3;
    on.answerWith((response) => {
      failures -= 1;
      if (failures === 0) on.answerWith(null);
      response.writeHead(503).end();
    });
    const fresh = { since: on.clock.now + 1, signal: new AbortController().signal };
    expect(await on.stats.read(A, fresh)).toMatchObject({ counters: { http2_total: 12 } });
    expect(failures).toBe(0);
  });
});
