import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { createMetricsServer } from '../../../src/adapters/prometheus/create-metrics-server.ts';
import type { Metric } from '../../../src/domain/run-metrics.ts';
import type { MetricsServer } from '../../../src/ports/metrics-server.ts';
import { createFakeLog } from '../../fakes/fake-log.ts';
import { hasKubectl } from '../../manifests/kubectl.ts';
import { botMonitoring } from '../../manifests/monitoring/bot-monitoring.ts';
import { HAS_PROMTOOL } from '../../manifests/monitoring/promtool.ts';
import { HAS_PROMETHEUS, startPrometheus } from './real-prometheus.ts';

const LEFT: Metric = {
  name: 'nlb_target_left_changed',
  help: 'Whether a run has left the target changed.',
  labels: ['target'],
  samples: [
    { labels: { target: 'shop' }, value: 1 },
    { labels: { target: 'lab' }, value: 0 },
  ],
};

describe("the bot's numbers for a monitoring", () => {
  const servers: MetricsServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  async function serve(read: () => Promise<Metric[]>, port = 0): Promise<{ url: string; port: number }> {
    const server = await createMetricsServer({ port, read, log: createFakeLog() });
    servers.push(server);
    return { url: `http://127.0.0.1:${server.port}`, port: server.port };
  }

  it('are read anew for each question, beside those of the process', async () => {
    let samples = LEFT.samples;
    const { url } = await serve(async () => [{ ...LEFT, samples }]);
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const text = await response.text();
    expect(text).toContain('# TYPE nlb_target_left_changed gauge\nnlb_target_left_changed{target="shop"} 1\n');
    expect(text).toContain('process_resident_memory_bytes ');
    samples = samples.slice(1);
    expect(await (await fetch(`${url}/metrics`)).text()).not.toContain('shop');
  });

  it.skipIf(!HAS_PROMTOOL)("break none of Prometheus's rules for names and texts", async () => {
    const { url } = await serve(async () => [LEFT]);
    const text = await (await fetch(`${url}/metrics`)).text();
    // What a process has of its own carries names that Node's users know, against one of those rules.
    const own = text.split('\n').filter((line) => line.includes('nlb_'));
    const checked = promisify(execFile)('promtool', ['check', 'metrics']);
    checked.child.stdin?.end(`${own.join('\n')}\n`);
    await expect(checked).resolves.toMatchObject({ stdout: '', stderr: '' });
  });

  it('are none where they can not be known, with the reason', async () => {
    const { url } = await serve(() => Promise.reject(new Error('Redis does not answer')));
    const response = await fetch(`${url}/metrics`);
    expect(response.status).toBe(503);
    expect(await response.text()).toBe("The bot's numbers can not be read: Redis does not answer\n");
  });

  it('are all that is served', async () => {
    const { url } = await serve(async () => [LEFT]);
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(405);
  });

  it('name the variable where their port is taken', async () => {
    const { port } = await serve(async () => []);
    await expect(serve(async () => [], port)).rejects.toThrow(
      `Port ${port} is in use: set METRICS_PORT to a free port, or end the program that uses it.`,
    );
  });

  it.skipIf(!HAS_PROMETHEUS || !hasKubectl)(
    'reach a Prometheus as the ServiceMonitor says, and raise the alert',
    async () => {
      const { serviceMonitor, rules } = await botMonitoring();
      const { port } = await serve(async () => [LEFT]);
      const [endpoint] = serviceMonitor.spec.endpoints;
      const job = {
        job_name: 'nlb-bot',
        // Once a second: nobody waits for the next of 30 s.
        scrape_interval: '1s',
        scrape_timeout: '1s',
        metrics_path: endpoint?.path,
        static_configs: [{ targets: [`127.0.0.1:${port}`] }],
      };
      const groups = rules.groups.map((group) => ({ ...group, interval: '1s' }));
      const prometheus = await startPrometheus([job], '127.0.0.1', { groups });
      try {
        const alerts = async (): Promise<unknown> =>
          ((await (await fetch(`${prometheus.url}/api/v1/alerts`)).json()) as { data: { alerts: unknown } }).data
            .alerts;
        const raised = { alertname: 'NlbTargetLeftChanged', target: 'shop', severity: 'critical', job: 'nlb-bot' };
        await expect
          .poll(alerts, { timeout: 20_000 })
          .toEqual([expect.objectContaining({ state: 'pending', labels: expect.objectContaining(raised) })]);
      } finally {
        await prometheus.stop();
      }
    },
    40_000,
  );
});
