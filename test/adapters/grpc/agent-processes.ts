import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AgentOrder, AgentPool } from '../../../src/ports/agent-pool.ts';

const AGENT_ROLE = join(import.meta.dirname, '../../../src/main/agent.ts');

export interface AgentProcess {
  child: ChildProcess;
  port: number;
  /** What it has said to people. */
  lines: string[];
  /** Resolves with its exit code, or its signal's name. */
  ended: Promise<number | string>;
}

/** The role `agent` as a process of this host, listening. */
export async function startAgentProcess(): Promise<AgentProcess> {
  const child = spawn(process.execPath, [AGENT_ROLE, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  await Promise.race([once(reader, 'line'), ended]);
  return { child, port: Number(/:(\d+)$/.exec(lines[0] ?? '')?.[1]), lines, ended };
}

/** A pool whose agents are processes of this host. */
export function createProcessPool() {
  const made = new Map<string, AgentProcess[]>();
  const orders: AgentOrder[] = [];
  const pool: AgentPool = {
    async open(order, signal) {
      signal.throwIfAborted();
      orders.push(order);
      const agents = await Promise.all(Array.from({ length: order.agents }, startAgentProcess));
      made.set(order.run, agents);
      return agents.map((agent, index) => ({
        name: `process ${index}`,
        address: `127.0.0.1:${agent.port}`,
        fate: () => (agent.child.exitCode === null && agent.child.signalCode === null ? null : 'its process ended'),
      }));
    },
    async close(run) {
      const agents = made.get(run) ?? [];
      for (const { child } of agents) child.kill('SIGTERM');
      await Promise.all(agents.map(({ ended }) => ended));
    },
  };
  return {
    pool,
    orders,
    /** The agents of a run, in order. */
    agents: (run: string): readonly AgentProcess[] => made.get(run) ?? [],
  };
}
