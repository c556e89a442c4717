import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { errorMessage } from '../../domain/error-message.ts';
import type { Metric } from '../../domain/run-metrics.ts';
import type { Log } from '../../ports/log.ts';
import type { MetricsServer } from '../../ports/metrics-server.ts';

/** What is shown, and where. */
export interface MetricsServerConfig {
  /** 0 takes a free one. */
  port: number;
  /** The numbers of a moment; rejects when they can not be known, and then none are shown. */
  read: () => Promise<Metric[]>;
  log: Log;
}

/** How long a reading may take, in milliseconds: less than the 10 s that Prometheus waits by default. */
const READ_MS = 5000;

/**
 * Serves `GET /metrics` in Prometheus's text format on every address of the host: the numbers of `read`, and those of the
 * process. A reading that fails is answered by 503, so that `up` is 0 and nothing old is taken for new.
 * @throws Error when the port can not be had
 */
export async function createMetricsServer({ port, read, log }: MetricsServerConfig): Promise<MetricsServer> {
  const ofProcess = new Registry();
  collectDefaultMetrics({ register: ofProcess });
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      end(response, request.method === 'GET' ? 404 : 405, 'GET /metrics is all there is.\n');
      return;
    }
    textOf(read, ofProcess).then(
      (text) => end(response, 200, text, ofProcess.contentType),
      (cause: unknown) => {
        log.warn('metrics_unread', { reason: errorMessage(cause) });
        end(response, 503, `The bot's numbers can not be read: ${errorMessage(cause)}\n`);
      },
    );
  });
  server.listen(port);
  try {
    await once(server, 'listening');
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    throw isTaken
      ? new Error(`Port ${port} is in use: set METRICS_PORT to a free port, or end the program that uses it.`)
      : error;
  }
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function textOf(read: MetricsServerConfig['read'], ofProcess: Registry): Promise<string> {
  const late = AbortSignal.timeout(READ_MS);
  const metrics = await Promise.race([
    read(),
    once(late, 'abort').then(() => Promise.reject(new Error(`there was no answer within ${READ_MS / 1000} s`))),
  ]);
  // Anew each time: what there is no more, such as a target, is gone from the next answer.
  const registry = new Registry();
  for (const { name, help, labels, samples } of metrics) {
    const gauge = new Gauge({ name, help, labelNames: [...labels], registers: [registry] });
    for (const sample of samples) gauge.set(sample.labels, sample.value);
  }
  return `${await registry.metrics()}\n${await ofProcess.metrics()}`;
}

function end(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type }).end(text);
}
