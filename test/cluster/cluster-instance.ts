import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectRedis } from '../../src/adapters/redis/connect-redis.ts';
import { createRunStore } from '../../src/adapters/redis/create-run-store.ts';
import { createClock } from '../../src/adapters/system/clock.ts';
import { hasEnded } from '../../src/domain/run.ts';
import type { StoredRun } from '../../src/ports/run-store.ts';
import { startTestValkey } from '../adapters/redis/test-valkey.ts';
import type { Message } from '../e2e/control.ts';
import { type Instance, startInstance } from '../e2e/instance.ts';
import { newFolder } from '../e2e/program.ts';
import type { Shop } from './shop.ts';

/** A run that is over soon, with every arm. */
export const QUICK = 'clients=6 interval=500ms warmup=1s observe=5s';

/** What `npm start` starts, with targets on a cluster, and a queue whose journal can be read. */
export interface ClusterInstance extends Instance {
  /** The phases in a run's journal, without what the bot notes of its messages. */
  phases(root: Message): Promise<string[]>;
  /** Resolves as soon as the run's journal has the phase. @throws Error when the run ends without it */
  enters(root: Message, phase: string): Promise<void>;
}

const PHASE_MS = 60_000;

/** A profile as `nlb.config.yaml` has it. */
export type Profile = Record<string, unknown>;

/** The profile of a shop, of class lab, so that nobody is asked. */
export function profileOf(shop: Pick<Shop, 'namespace' | 'port'>, more: Profile = {}): Profile {
  return { kind: 'kubernetes', class: 'lab', namespace: shop.namespace, port: shop.port, ...more };
}

/** A folder of its own with a configuration of these targets. */
export function folderWith(targets: Record<string, Profile>): string {
  const folder = newFolder();
  // JSON is YAML.
  writeFileSync(join(folder, 'nlb.config.yaml'), JSON.stringify({ targets }));
  return folder;
}

export async function startClusterInstance(targets: Record<string, Profile>): Promise<ClusterInstance> {
  const valkey = await startTestValkey();
  const redis = await connectRedis(valkey.url);
  const store = createRunStore({ redis, clock: createClock() });
  const instance = await startInstance({ folder: folderWith(targets), env: { REDIS_URL: valkey.url } });
  const stored = (root: Message): Promise<StoredRun | null> => store.get(root.metadata?.event_payload.run ?? '');
  const phasesIn = (run: StoredRun | null): string[] =>
    (run?.journal ?? []).map(({ phase }) => phase).filter((phase) => !phase.startsWith('told'));
  return {
    ...instance,
    phases: async (root) => phasesIn(await stored(root)),
    async enters(root, phase) {
      const deadline = performance.now() + PHASE_MS;
      // Some phases are short, so the journal is read without a pause.
      for (;;) {
        const run = await stored(root);
        if (phasesIn(run).includes(phase)) return;
        if ((run !== null && hasEnded(run.state)) || performance.now() > deadline) {
          throw new Error(`the run did not come to ${phase}: ${instance.story.versions(root.ts).at(-1)?.text}`);
        }
      }
    },
    async discard() {
      await instance.discard();
      redis.disconnect();
      await valkey.close();
    },
  };
}
