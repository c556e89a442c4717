import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { parseArgs } from 'node:util';
import { type Drained, type DrainOptions, drainEnvoy } from '../adapters/envoy/drain-envoy.ts';
import { parseDuration } from '../domain/duration.ts';
import { errorMessage } from '../domain/error-message.ts';
import { readOptions } from './read-options.ts';

const USAGE =
  'drain [--admin http://127.0.0.1:9902] [--stat-prefix ingress_http] [--port 9903] [--min 5s] [--deadline 45s] [--how drain|healthcheck-fail]';

/** Over the deadline, after which `GET /drained` answers although no drain has ended. */
const LATE_MS = 1000;

/** What the role `drain` is told: how to drain, and the port of `GET /drained`. */
export type DrainArguments = DrainOptions & { port: number };

/**
 * Reads the arguments of the role `drain`.
 *
 * @throws Error with one line for the person who typed them.
 */
export function readDrainArguments(argv: readonly string[]): DrainArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      admin: { type: 'string', default: 'http://127.0.0.1:9902' },
      'stat-prefix': { type: 'string', default: 'ingress_http' },
      port: { type: 'string', default: '9903' },
      min: { type: 'string', default: '5s' },
      deadline: { type: 'string', default: '45s' },
      how: { type: 'string', default: 'drain' },
    },
  });
  if (URL.parse(values.admin)?.protocol !== 'http:') {
    throw new Error(`--admin takes an address such as http://127.0.0.1:9902, not "${values.admin}"`);
  }
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
    throw new Error(`--port takes a whole number from 0 to 65535, not "${values.port}"`);
  }
  const { how } = values;
  if (how !== 'drain' && how !== 'healthcheck-fail') {
    throw new Error(`--how takes drain or healthcheck-fail, not "${how}"`);
  }
  const minMs = durationOf('--min', values.min);
  const deadlineMs = durationOf('--deadline', values.deadline);
  if (minMs > deadlineMs) throw new Error(`--min ${values.min} is longer than --deadline ${values.deadline}`);
  const adminUrl = values.admin.replace(/\/+$/, '');
  return { adminUrl, statPrefix: values['stat-prefix'], port: Number(values.port), minMs, deadlineMs, how };
}

function durationOf(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new Error(`${option} takes a duration such as 5s, not "${text}"`);
  return ms;
}

/**
 * The role `drain`, a sidecar of Envoy: SIGUSR2 (from its own preStop hook) starts the drain, `GET /drained` (Envoy's
 * preStop hook) answers when the drain has ended, and SIGTERM, which Kubernetes sends after Envoy's end, ends it.
 * The address can start nothing, because a hook of the kubelet comes to the Pod's address, where others could ask too.
 * Returns the exit code.
 */
export async function runDrain(argv: readonly string[]): Promise<number> {
  const config = readOptions('drain', USAGE, () => readDrainArguments(argv));
  if (config === null) return 2;
  const asked = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const drained = Promise.withResolvers<Drained>();
  process.once('SIGUSR2', () => drained.resolve(drainEnvoy(config)));
  process.on('SIGUSR2', () => undefined);
  void drained.promise.then((result) => process.stdout.write(`${JSON.stringify({ event: 'drained', ...result })}\n`));
  try {
    const server = await listen(config, drained.promise);
    await asked;
    server.close();
    server.closeAllConnections();
    return 0;
  } catch (error) {
    process.stderr.write(`drain: ${errorMessage(error)}\n`);
    return 1;
  }
}

async function listen(config: DrainArguments, drained: Promise<Drained>): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/drained') {
      response.writeHead(404).end('Only GET /drained.\n');
      return;
    }
    const giveUp = setTimeout(
      () => response.writeHead(504).end('The drain was not started, or did not end in time.\n'),
      config.deadlineMs + LATE_MS,
    );
    response.once('close', () => clearTimeout(giveUp));
    void drained.then((result) => response.headersSent || response.writeHead(200).end(`${JSON.stringify(result)}\n`));
  });
  server.listen(config.port);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  process.stdout.write(`drain waits for SIGUSR2 and answers GET /drained on port ${port}\n`);
  return server;
}

if (import.meta.main) process.exit(await runDrain(process.argv.slice(2)));
