import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createStatisticReader } from '../../src/adapters/envoy/statistic.ts';
import type { Pod } from '../../src/domain/topology.ts';
import { noPrometheus } from '../../src/main/no-prometheus.ts';
import { createFakeProbeSource } from '../fakes/fake-probe-source.ts';
import { type ProbeSourceUnderTest, probeSourceContract } from './probe-source.contract.ts';

const podAt = (stats_url: string): Pod => {
  return { uid: 'u', name: 'envoy-7', node: 'n', address: '', ready: true, ready_at: 0, stats_url };
};

/** Envoy's admin interface as far as `/stats?format=json&filter=REGEX` goes. */
async function overHttp(): Promise<ProbeSourceUnderTest> {
  const statistics = new Map<string, number>();
  const server = createServer((request, response) => {
    const filter = new URL(request.url ?? '', 'http://pod').searchParams.get('filter') ?? '';
    const stats = [...statistics].filter(([name]) => new RegExp(filter).test(name));
    // Histograms come among the others.
    response.end(JSON.stringify({ stats: [{ histograms: {} }, ...stats.map(([name, value]) => ({ name, value }))] }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    source: { asksPrometheus: false, statistic: createStatisticReader(), query: noPrometheus },
    pod: podAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    set: (name, value) => void statistics.set(name, value),
    fail: () => server.close().closeAllConnections(),
    close: async () => server.closeAllConnections(),
  };
}

probeSourceContract("Envoy's admin interface", overHttp);

probeSourceContract('the fake', async () => {
  const fake = createFakeProbeSource();
  return {
    source: fake.source,
    pod: podAt(''),
    set: (name, value) => fake.set(name, () => value),
    fail: fake.fail,
    close: async () => undefined,
  };
});
