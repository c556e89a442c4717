import type { Socket } from 'node:net';
import type { Clock } from '../../../ports/clock.ts';
import { type RelayedFlow, relayFlow } from './relay-flow.ts';

/** The flows that the balancer has, and those that it has forgotten while a side of them is still open. */
export interface FlowTable {
  /** Takes a flow on, which stays with its target for its life. */
  open(client: Socket, upstream: Socket, target: string): void;
  counts(): FlowCounts;
  /** Forgets every flow of a target. */
  forget(target: string): void;
  /** Ends every flow of a target with RST to both sides. */
  reset(target: string): void;
  /** Also lets go of what was forgotten under another one, which would be counted in an experiment that comes after. */
  setIdleTimeout(ms: number): void;
  /** Lets go of every socket. */
  stop(): Promise<void>;
}

/** Named after the balancer's CloudWatch metrics where there is one. */
export interface FlowCounts {
  /** ActiveFlowCount. */
  active: number;
  /** NewFlowCount, since the start. */
  opened: number;
  /** TCP_ELB_Reset_Count: RST that the balancer itself sent, since the start. */
  resets: number;
  /** Forgotten flows of which a side is still open and does not know. */
  ghosts: number;
  /** Active flows by target. */
  byTarget: Record<string, number>;
}

/** Least time between two looks at what is idle. */
const LEAST_SLEEP_MS = 1;

/** Keeps the flows and forgets those that carry nothing for the idle timeout. */
export function createFlowTable({ clock, idleTimeoutMs }: { clock: Clock; idleTimeoutMs: number }): FlowTable {
  const active = new Set<RelayedFlow>();
  const ghosts = new Set<RelayedFlow>();
  let idle = idleTimeoutMs;
  let opened = 0;
  let resets = 0;
  let isStopped = false;
  let wake = new AbortController();

  function forgetFlow(flow: RelayedFlow): void {
    flow.forget();
    active.delete(flow);
    ghosts.add(flow);
  }

  /** Forgets what is due, and gives the time until the next flow can be. */
  function forgetIdle(): number {
    const now = clock.monotonicMs();
    let next = idle;
    for (const flow of [...active]) {
      const left = flow.lastByteAt() + idle - now;
      if (left <= 0) forgetFlow(flow);
      else next = Math.min(next, left);
    }
    return Math.max(next, LEAST_SLEEP_MS);
  }

  async function watchIdle(): Promise<void> {
    while (!isStopped) {
      await clock.sleep(forgetIdle(), wake.signal).catch(() => undefined);
    }
  }

  function wakeUp(): void {
    wake.abort();
    wake = new AbortController();
  }

  const watching = watchIdle();
  const ofTarget = (target: string): RelayedFlow[] => [...active].filter((flow) => flow.target === target);

  return {
    open(client, upstream, target) {
      opened += 1;
      const flow = relayFlow({
        client,
        upstream,
        target,
        now: clock.monotonicMs,
        onReset: () => {
          resets += 1;
        },
        onClosed: () => {
          active.delete(flow);
          ghosts.delete(flow);
        },
      });
      active.add(flow);
    },
    counts() {
      const byTarget: Record<string, number> = {};
      for (const { target } of active) byTarget[target] = (byTarget[target] ?? 0) + 1;
      return { active: active.size, opened, resets, ghosts: ghosts.size, byTarget };
    },
    forget: (target) => ofTarget(target).forEach(forgetFlow),
    reset: (target) => {
      for (const flow of ofTarget(target)) flow.reset();
    },
    setIdleTimeout(ms) {
      idle = ms;
      for (const flow of [...ghosts]) flow.destroy();
      wakeUp();
    },
    async stop() {
      isStopped = true;
      wakeUp();
      await watching;
      for (const flow of [...active, ...ghosts]) flow.destroy();
    },
  };
}
