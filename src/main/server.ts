import { once } from 'node:events';
import { hostname } from 'node:os';
import { parseArgs } from 'node:util';
import { startHelloServer } from '../adapters/grpc/hello-server.ts';
import { errorMessage } from '../domain/error-message.ts';
import { readOptions } from './read-options.ts';

const USAGE = 'server [--port 8888] [--host 0.0.0.0] [--name NAME]';

export interface ServerArguments {
  host: string;
  /** 0 takes a free port. */
  port: number;
  name: string;
}

/**
 * Reads the arguments of the role `server`; its name is the host's unless given.
 *
 * @throws Error with one line for the person who typed them.
 */
export function readServerArguments(argv: readonly string[]): ServerArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: { type: 'string', default: '8888' },
      host: { type: 'string', default: '0.0.0.0' },
      name: { type: 'string', default: hostname() },
    },
  });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
    throw new Error(`--port takes a whole number from 0 to 65535, not "${values.port}"`);
  }
  return { host: values.host, port: Number(values.port), name: values.name };
}

/** The role `server`: answers hello.v1.Greeter until SIGINT or SIGTERM. Returns the exit code. */
export async function runServer(argv: readonly string[]): Promise<number> {
  const config = readOptions('server', USAGE, () => readServerArguments(argv));
  if (config === null) return 2;
  const asked = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  try {
    const server = await startHelloServer(config);
    process.stdout.write(`server ${config.name} listens on ${config.host}:${server.port}\n`);
    await asked;
    await server.stop();
    return 0;
  } catch (error) {
    process.stderr.write(`server: ${errorMessage(error)}\n`);
    return 1;
  }
}

if (import.meta.main) process.exit(await runServer(process.argv.slice(2)));
