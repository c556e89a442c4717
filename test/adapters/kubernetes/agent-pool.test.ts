import type { ServerResponse } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { createJobPool } from '../../../src/adapters/kubernetes/agent-pool.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';
import { type FakeApiServer, fakeApiServer, reply } from './fake-api-server.ts';

let api: FakeApiServer;
afterEach(() => api.close());

const CONTROLLER = 'batch.kubernetes.io/controller-uid';
const RUNNING = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
const podOf = (job: string, status: object, more: object = {}) => ({
  metadata: {
    name: `nlb-clients-r-1-0-${job}`,
    uid: `pod-of-${job}`,
    resourceVersion: '1',
    labels: { [CONTROLLER]: job, 'batch.kubernetes.io/job-name': 'nlb-clients-r-1' },
    ...more,
  },
  spec: { nodeName: 'node-1', containers: [] },
  status,
});
const PODS = [
  podOf('job-1', RUNNING, { deletionTimestamp: '2026-01-01T00:00:00Z' }),
  podOf('job-2', { phase: 'Pending' }),
];

function list(selector: string, response: ServerResponse): void {
  const [label = '', value] = selector.split('=');
  const items = PODS.filter(({ metadata }) => (metadata.labels as Record<string, string>)[label] === value);
  reply(response, { metadata: { resourceVersion: '1' }, items });
}

it('opens agents anew for a run while those before are still ending', async () => {
  api = await fakeApiServer(({ method, query }, response) => {
    if (method === 'POST') return reply(response, { metadata: { name: 'nlb-clients-r-1', uid: 'job-2' } });
    if (method === 'DELETE') return reply(response, {});
    if (query.has('watch')) {
      const event = { type: 'MODIFIED', object: podOf('job-2', RUNNING) };
      setTimeout(() => response.write(`${JSON.stringify(event)}\n`), 200);
      return void response.writeHead(200).flushHeaders();
    }
    list(query.get('labelSelector') ?? '', response);
  });
  const { kubeConfig } = api;
  const clock = createClock();
  const log = { info: () => undefined, warn: () => undefined };
  const pool = createJobPool({ kubeConfig, namespace: 'shop', image: 'nlb-bot:dev', clock, log });
  const order = { run: 'r-1', agents: 1, clients_each: 1, longest_ms: 60_000 };
  const agents = await pool.open(order, new AbortController().signal);
  expect(agents.map(({ name, fate }) => [name, fate()])).toEqual([['Pod nlb-clients-r-1-0-job-2 on node-1', null]]);
  await pool.close('r-1');
});
