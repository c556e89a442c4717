import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createPodStats } from '../../../src/adapters/envoy/pod-stats.ts';
import type { Pod } from '../../../src/domain/topology.ts';

const NAMES = [
  'cx_active',
  'cx_total',
  'cx_http2_active',
  'cx_http2_total',
  'cx_destroy',
  'cx_destroy_active_rq',
  'cx_max_duration_reached',
  'cx_idle_timeout',
  'cx_max_requests_reached',
  'cx_drain_close',
];
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function podThat(answers: RequestListener): Promise<Pod> {
  const server = createServer(answers).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return podAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

function podAt(stats_url: string): Pod {
  return { uid: 'u', name: 'envoy-7', node: 'n', address: '', ready: true, ready_at: 0, stats_url };
}

function body(
  change: (stats: { name: string; value: unknown }[]) => unknown = (stats) => ({ stats }),
): RequestListener {
  const stats = NAMES.map((name, index) => ({ name: `http.a.downstream_${name}`, value: (index + 1) as unknown }));
  return (_, response) => response.end(JSON.stringify(change(stats)));
}

const stats = createPodStats({ statPrefix: 'a' });

describe('a reading', () => {
  it('has each counter from its own statistic, and ignores those of other prefixes', async () => {
    const pod = await podThat(
      body((own) => ({ stats: [{ name: 'http.b.downstream_cx_active', value: 99 }, ...own, { histograms: {} }] })),
    );
    expect((await stats.read(pod)).counters).toEqual({
      cx_active: 1,
      cx_total: 2,
      http2_active: 3,
      http2_total: 4,
      destroy: 5,
      destroy_active_rq: 6,
      max_duration: 7,
      idle_timeout: 8,
      max_requests: 9,
      drain_close: 10,
    });
  });

  it('asks for its own prefix alone, as a pattern that matches it literally', async () => {
    const asked: string[] = [];
    const pod = await podThat((request, response) => {
      asked.push(request.url ?? '');
      response.end('{}');
    });
    await createPodStats({ statPrefix: 'a.b+c' })
      .read(pod)
      .catch(() => undefined);
    const url = new URL(asked[0] ?? '', 'http://pod');
    expect(url.pathname).toBe('/stats');
    expect(url.searchParams.get('format')).toBe('json');
    const filter = new RegExp(url.searchParams.get('filter') ?? '');
    expect(filter.test('http.a.b+c.downstream_cx_total')).toBe(true);
    expect(filter.test('http.axb+c.downstream_cx_total')).toBe(false);
    expect(filter.test('http.a.bbc.downstream_cx_total')).toBe(false);
  });
});

describe('a Pod that cannot be read', () => {
  const cases: [string, RequestListener, string][] = [
    ['HTTP 500', (_, response) => void response.writeHead(500).end('{"stats":[]}'), 'HTTP 500'],
    ['HTTP 404', (_, response) => void response.writeHead(404).end(), 'HTTP 404'],
    ['truncated JSON', (_, response) => void response.end('{"stats":[{"name":"http.a.dow'), 'JSON'],
    [
      'an answer that breaks off',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"stats":');
        setImmediate(() => response.destroy());
      },
      'did not give',
    ],
    ['text', (_, response) => void response.end('OK'), 'JSON'],
    ['an empty answer', (_, response) => void response.end(), 'JSON'],
    ['null', (_, response) => void response.end('null'), 'without statistics'],
    ['no list', body(() => ({ stats: 3 })), 'without statistics'],
    ['holes', body(() => ({ stats: [null] })), 'shows no http.a.downstream_cx_active'],
    ['a missing statistic', body((own) => ({ stats: own.slice(0, 9) })), 'shows no http.a.downstream_cx_drain_close'],
    ['a negative gauge', body((own) => ({ stats: own.map((one) => ({ ...one, value: -1 })) })), 'shows no'],
    ['a fraction', body((own) => ({ stats: own.map((one) => ({ ...one, value: 1.5 })) })), 'shows no'],
    ['a number in quotes', body((own) => ({ stats: own.map((one) => ({ ...one, value: '1' })) })), 'shows no'],
  ];
  it.each(cases)('for %s is said to be so by name, and never read as 0', async (_, answers, reason) => {
    const pod = await podThat(answers);
    await expect(stats.read(pod)).rejects.toMatchObject({
      code: 'stats_unreadable',
      message: expect.stringMatching(/^Pod envoy-7 /),
    });
    await expect(stats.read(pod)).rejects.toThrow(reason);
  });

  it('because nothing listens there is named with the reason of its socket', async () => {
    await expect(stats.read(podAt('http://127.0.0.1:3'))).rejects.toMatchObject({
      code: 'stats_unreadable',
      message: expect.stringMatching(/^Pod envoy-7 did not give its statistics: .*ECONNREFUSED/),
    });
    await expect(stats.read(podAt(''))).rejects.toMatchObject({ code: 'stats_unreadable' });
  });

  it.each([
    ['never answers', () => undefined],
    ['stops in the middle', (_, response) => void response.writeHead(200).write('{"stats":[')],
  ] satisfies [string, RequestListener][])('because it %s is given up within a second', async (_, answers) => {
    const pod = await podThat(answers);
    const startedAt = performance.now();
    await expect(stats.read(pod)).rejects.toMatchObject({
      code: 'stats_unreadable',
      message: expect.stringContaining('timeout'),
    });
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
