import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../domain/errors.ts';

const TIMEOUT_MS = 20_000;
/** Longer messages are Envoy quoting the configuration. */
const MAX_REASON = 200;

/**
 * Lets Envoy judge a configuration in its validate mode, which opens no port.
 * @throws AppError `config_invalid` with Envoy's reason, `internal` when Envoy could not judge it
 */
export async function validateDocument(binary: string, document: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nlb-validate-'));
  const file = join(folder, 'envoy.yaml');
  try {
    await writeFile(file, document, { mode: 0o600 });
    const args = ['--mode', 'validate', '--disable-hot-restart', '-l', 'error', '-c', file];
    await promisify(execFile)(binary, args, { timeout: TIMEOUT_MS });
  } catch (cause) {
    const { code, stderr } = cause as { code?: unknown; stderr?: string };
    if (typeof code !== 'number') {
      throw new AppError('internal', `Envoy (${binary}) could not check the configuration: ${String(cause)}`, {
        cause,
      });
    }
    throw new AppError('config_invalid', `Envoy refuses the configuration: ${reasonOf(stderr ?? '')}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The reason in what Envoy writes when it refuses a configuration, with the message type where it says one:
 * `no such field: 'x' (Cluster)`. Times, source lines, positions and the quoted configuration, which may hold secrets,
 * stay out. Blanks are collapsed, because protobuf varies them on purpose.
 */
export function reasonOf(output: string): string {
  const text = output.trim().replace(/\s+/g, ' ');
  const told = /error initializing configuration '[^']*': (.*)$/.exec(text)?.[1] ?? text;
  const constraint = /Proto constraint validation failed \(.*\)$/.exec(told)?.[0];
  if (constraint !== undefined) return shortened(constraint);
  const parsed = /INVALID_ARGUMENT: (.*?)\)(?: has unknown fields|: \{|$)/.exec(told)?.[1];
  if (parsed === undefined) return shortened(told.replace(/:? goo\.gle\/debug.*$/, '').replace(/: \{.*$/, ''));
  const [, type, reason] = /message ([\w.]+), near .*?\(offset \d+\): (.*)$/.exec(parsed) ?? [];
  return shortened(reason === undefined ? parsed : `${reason} (${type?.split('.').at(-1)})`);
}

function shortened(text: string): string {
  const reason = text.trim().replace(/:$/, '') || 'it gives no reason';
  return reason.length <= MAX_REASON ? reason : `${reason.slice(0, MAX_REASON - 3)}...`;
}
