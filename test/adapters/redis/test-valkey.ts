import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findValkey } from '../../../src/adapters/system/find-valkey.ts';
import { createGuard } from '../../../src/adapters/system/guard.ts';
import { type RunningValkey, startValkey } from '../../../src/adapters/system/valkey-server.ts';

export interface TestValkey {
  readonly url: string;
  readonly pid: number;
  /** Ends the server as kill -9 does. */
  kill(): Promise<void>;
  /** Starts an empty server at the same address. */
  startAgain(): Promise<void>;
  close(): Promise<void>;
}

/** A Valkey server of a test's own; it ends with the test's process. */
export async function startTestValkey(): Promise<TestValkey> {
  const cacheDir = join(import.meta.dirname, '../../../.cache');
  const { path: binary } = await findValkey({ env: process.env, cacheDir, onProgress: () => undefined });
  const guard = createGuard();
  const stateDir = mkdtempSync(join(tmpdir(), 'nlb-test-valkey-'));
  guard.removeAfter(stateDir);
  let server: RunningValkey = await startValkey({ binary, stateDir, guard });
  const { url } = server;
  return {
    url,
    get pid() {
      return server.pid;
    },
    async kill() {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
    },
    async startAgain() {
      // Clients that come back know the first server's password alone.
      server = await startValkey({ binary, stateDir, guard, port: Number(new URL(url).port) });
      await givePassword(server.url, new URL(url).password);
    },
    close: () => guard.close(),
  };
}

async function givePassword(url: string, password: string): Promise<void> {
  const client = new Redis(url);
  await client.config('SET', 'requirepass', password);
  client.disconnect();
}
