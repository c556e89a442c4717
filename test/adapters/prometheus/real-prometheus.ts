import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const START_MS = 20_000;

/** Whether the program `prometheus` is there (Debian's package `prometheus`). */
export const HAS_PROMETHEUS = spawnSync('prometheus', ['--version']).status === 0;

export interface RealPrometheus {
  url: string;
  port: number;
  stop(): Promise<void>;
}

/** One job that asks `targets` once a second whom it shall scrape. */
export function envoyJob(job: string, asked: { targets: string; intervalMs: number }): object {
  const interval = `${asked.intervalMs}ms`;
  return {
    job_name: job,
    scrape_interval: interval,
    scrape_timeout: interval,
    metrics_path: '/stats/prometheus',
    http_sd_configs: [{ url: asked.targets, refresh_interval: '1s' }],
    metric_relabel_configs: [{ source_labels: ['__name__'], regex: 'envoy_http_downstream_cx_.*', action: 'keep' }],
  };
}

/** Starts a Prometheus of its own with these jobs and rules; `host` is the address that it listens at. */
export async function startPrometheus(
  jobs: readonly object[],
  host = '127.0.0.1',
  rules: object = { groups: [] },
): Promise<RealPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'nlb-prometheus-'));
  const port = await freePort(host);
  const config = join(folder, 'prometheus.json');
  // JSON is YAML.
  await writeFile(join(folder, 'rules.json'), JSON.stringify(rules));
  await writeFile(config, JSON.stringify({ rule_files: ['rules.json'], scrape_configs: jobs }));
  const options = [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`, '--log.level=error'];
  const child = spawn('prometheus', [...options, `--web.listen-address=${host}:${port}`], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const url = `http://${host}:${port}`;
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(`${url}/-/ready`);
  } catch (cause) {
    await stop();
    throw cause;
  }
  return { url, port, stop };
}

async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function untilReady(url: string): Promise<void> {
  const deadline = performance.now() + START_MS;
  const isReady = () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (performance.now() > deadline) throw new Error(`prometheus is not ready within ${START_MS} ms`);
    await delay(100);
  }
}
