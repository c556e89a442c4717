import { setTimeout as sleep } from 'node:timers/promises';
import { podProcesses } from './host.ts';
import type { Instance } from './instance.ts';

/** A Pod of the lab as seen from outside: its process, and the configuration that its Envoy itself says it has. */
export interface SeenPod {
  name: string;
  /** The part of its name that all Pods of one rollout share. */
  generation: string;
  pid: number;
  /** The Envoy's `/config_dump`; '' when it ended before it was asked. */
  config: string;
}

const LOOK_MS = 100;

/** Looks at the process table and at each new Envoy until stopped; gives the Pods in the order of their appearance. */
export function watchPods(instance: Instance): { stop(): Promise<SeenPod[]> } {
  const seen = new Map<string, SeenPod>();
  let stopped = false;
  const look = async (): Promise<void> => {
    for (const [name, pid] of podProcesses(instance.state)) {
      if (!seen.has(name)) seen.set(name, { name, generation: name.split('-')[1] ?? '', pid, config: '' });
    }
    for (const pod of (await instance.topology()).pods) {
      const found = seen.get(pod.name);
      if (found === undefined || found.config !== '') continue;
      found.config = await fetch(`${pod.stats_url}/config_dump`).then(
        (response) => response.text(),
        () => '',
      );
    }
  };
  let failure: unknown = null;
  const looking = (async () => {
    while (!stopped) {
      await look();
      await sleep(LOOK_MS);
    }
  })().catch((cause: unknown) => {
    failure = cause;
  });
  return {
    async stop() {
      stopped = true;
      await looking;
      if (failure !== null) throw failure;
      return [...seen.values()];
    },
  };
}
