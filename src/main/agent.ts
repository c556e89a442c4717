import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startAgentServer } from '../adapters/grpc/agent-server.ts';
import { createClock } from '../adapters/system/clock.ts';
import { processLimits } from '../adapters/system/process-limits.ts';
import { errorMessage } from '../domain/error-message.ts';
import { readOptions } from './read-options.ts';

const USAGE = 'agent [--port 8700]';
/** Whoever reaches the control port controls the agent, so that only this host, or Pod, does. */
const HOST = '127.0.0.1';

/**
 * Reads the arguments of the role `agent`; port 0 takes a free one.
 *
 * @throws Error with one line for the person who typed them.
 */
export function readAgentArguments(argv: readonly string[]): { port: number } {
  const { values } = parseArgs({ args: [...argv], options: { port: { type: 'string', default: '8700' } } });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
    throw new Error(`--port takes a whole number from 0 to 65535, not "${values.port}"`);
  }
  return { port: Number(values.port) };
}

/** The role `agent`: runs clients for one run, as a worker asks, and ends with it. Returns the exit code. */
export async function runAgent(argv: readonly string[]): Promise<number> {
  const options = readOptions('agent', USAGE, () => readAgentArguments(argv));
  if (options === null) return 2;
  const asked = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(() => 'it was told to end');
  try {
    const agent = await startAgentServer({
      host: HOST,
      port: options.port,
      clock: createClock(),
      limits: processLimits,
    });
    process.stdout.write(`agent listens on ${HOST}:${agent.port}\n`);
    const why = await Promise.race([agent.ended, asked]);
    await agent.stop();
    process.stdout.write(`agent ended: ${why}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`agent: ${errorMessage(error)}\n`);
    return 1;
  }
}

if (import.meta.main) process.exit(await runAgent(process.argv.slice(2)));
