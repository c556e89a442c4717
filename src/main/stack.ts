import { mkdir, mkdtemp } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { labSocket } from '../adapters/lab/start-lab.ts';
import { connectRedis } from '../adapters/redis/connect-redis.ts';
import { findValkey } from '../adapters/system/find-valkey.ts';
import { createGuard, type Guard } from '../adapters/system/guard.ts';
import { type RunningValkey, startValkey } from '../adapters/system/valkey-server.ts';
import { errorMessage } from '../domain/error-message.ts';
import type { Config } from './config.ts';
import { findLabEnvoy } from './find-lab-envoy.ts';
import type { Ending } from './instance-diagnostics.ts';
import { type RoleName, type RoleNews, type RoleProcess, startRole } from './role-process.ts';

export interface StackOptions {
  config: Config;
  env: Readonly<Record<string, string | undefined>>;
  /** Fixed ports for page and NodePort; 0 takes free ones. */
  ports: { workspace: number; labNodePort: number };
  /** A line for the person who started it. */
  say: (line: string) => void;
  /** Log lines of the roles. */
  onLog: (line: string) => void;
}

/** A running instance: bot with page, worker and lab as processes of their own, and what they need. */
export interface Stack {
  /** The local workspace's page; null with real Slack. */
  url: string | null;
  redisUrl: string;
  /** Resolves with a line when the instance can not go on. */
  broken: Promise<string>;
  /** Ends the worker for good: what it runs ends as interrupted, after its target was put back. */
  interrupt(): Promise<void>;
  /** Ends everything in an order in which the worker can put its target back and the bot can tell. */
  stop(): Promise<void>;
}

/** Roles that end faster than this, again and again, are not started again. */
const QUICK_DEATH_MS = 5000;
const MAX_QUICK_DEATHS = 3;
/** How long the lab of an instance that has just died may take to end. */
const FORMER_LAB_MS = 6000;
const POLL_MS = 100;

/**
 * Starts an instance, without its lab where there is no Envoy. A dead worker or bot is started again; a dead lab or
 * Valkey ends the instance, because what they held is gone.
 * @throws Error with one line when a part does not start; nothing is left running then
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { config, env, say } = options;
  const guard = createGuard();
  const broken = Promise.withResolvers<string>();
  const roles = new Map<RoleName, RoleProcess>();
  const childEnv: Record<string, string> = {};
  let valkey: RunningValkey | null = null;
  let stopping = false;
  let interrupting: Promise<void> | undefined;

  const endAll = async (): Promise<void> => {
    stopping = true;
    await interrupting;
    await roles.get('worker')?.end();
    await roles.get('bot')?.end();
    await roles.get('lab')?.end();
    await valkey?.stop();
    await guard.close();
  };

  async function start(name: RoleName): Promise<RoleNews> {
    const startedAt = Date.now();
    // The queue of an instance's own ends with it, and the bot tells those who wait in it.
    const args = name === 'bot' && config.redisUrl === null ? ['--own-queue'] : [];
    const role = startRole(name, { args, env: childEnv, onLog: options.onLog });
    roles.set(name, role);
    if (role.pid > 0) guard.ward(role.pid);
    void role.ended.then(() => guard.release(role.pid));
    const news = await role.ready;
    void role.ended.then((how) => died(role, how, startedAt));
    tellProcesses();
    return news;
  }

  function died(role: RoleProcess, how: number | string, startedAt: number): void {
    if (stopping || roles.get(role.name) !== role) return;
    if (role.name === 'lab') breakDown(`The lab ended (${how}), and its experiments can not go on`);
    else void revive(role.name, how, startedAt);
  }

  /** The bot can still answer what is the matter while all else is put back and ended. */
  function breakDown(why: string): void {
    roles.get('bot')?.tell({ type: 'ending', why } satisfies Ending);
    broken.resolve(`${why}: start again.`);
  }

  const quickDeaths = new Map<RoleName, number>();

  async function revive(name: RoleName, how: number | string, startedAt: number): Promise<void> {
    const deaths = Date.now() - startedAt < QUICK_DEATH_MS ? (quickDeaths.get(name) ?? 0) + 1 : 0;
    quickDeaths.set(name, deaths);
    if (deaths >= MAX_QUICK_DEATHS) return broken.resolve(`The ${name} ends as soon as it is started: ${how}.`);
    say(`The ${name} ended (${how}); starting it again.`);
    const again = Date.now();
    try {
      await start(name);
    } catch (cause) {
      if (!stopping) await revive(name, errorMessage(cause), again);
    }
  }

  function tellProcesses(): void {
    const processes = [...roles.values()]
      .filter((role) => role.name !== 'bot')
      .map((role) => ({ role: role.name as string, pid: role.pid }));
    roles.get('bot')?.tell({ type: 'processes', processes: [{ role: 'supervisor', pid: process.pid }, ...processes] });
  }

  try {
    const stateDir = config.stateDir ?? (await temporaryState(guard));
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    await refuseSharedState(stateDir);
    if (config.redisUrl !== null) (await connectRedis(config.redisUrl)).disconnect();
    const envoy = await findLabEnvoy(config, env, say);
    if (config.redisUrl === null) {
      const found = await findValkey({ env, cacheDir: config.cacheDir, onProgress: say });
      valkey = await startValkey({ binary: found.path, stateDir, guard });
      const lost = 'Valkey ended, and what waited in its queue is gone';
      void valkey.exited.then(() => (stopping ? undefined : breakDown(lost)));
    }
    const redisUrl = config.redisUrl ?? valkey?.url ?? '';
    Object.assign(childEnv, definedOnly(env), {
      REDIS_URL: redisUrl,
      NLB_STATE: stateDir,
      ...(envoy === null ? {} : { ENVOY_BIN: envoy }),
      WORKSPACE_PORT: String(options.ports.workspace),
      LAB_NODE_PORT: String(options.ports.labNodePort),
    });
    if (envoy !== null) await start('lab');
    const [bot] = await Promise.all([start('bot'), start('worker')]);
    tellProcesses();
    const url = typeof bot.url === 'string' ? bot.url : null;
    // A bot that is started again is found where the first one was.
    if (url !== null) childEnv.WORKSPACE_PORT = new URL(url).port;
    return {
      url,
      redisUrl,
      broken: broken.promise,
      async interrupt() {
        const worker = roles.get('worker');
        roles.delete('worker');
        interrupting ??= worker?.end();
        await interrupting;
      },
      stop: endAll,
    };
  } catch (cause) {
    await endAll();
    throw cause;
  }
}

async function temporaryState(guard: Guard): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nlb-'));
  guard.removeAfter(folder);
  return folder;
}

/** Two instances on one state would write over each other. @throws Error that names the folder */
async function refuseSharedState(stateDir: string): Promise<void> {
  const deadline = Date.now() + FORMER_LAB_MS;
  while (await answers(labSocket(stateDir))) {
    if (Date.now() > deadline) {
      throw new Error(
        `${stateDir} is the state of an instance that runs: end that one, or set NLB_STATE to another folder.`,
      );
    }
    await sleep(POLL_MS);
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

function definedOnly(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
