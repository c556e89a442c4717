import { formatDuration } from '../duration.ts';
import type { RunRecord } from '../record.ts';
import { type RpcKind, UNARY } from '../workload.ts';
import type { JudgedEvidence } from './judged-evidence.ts';

/** Clients or intervals that differ by this factor are far apart. */
const FAR = 2;

/** A run with its evidence. */
export interface Side {
  record: RunRecord;
  judged: JudgedEvidence;
}

/** Why the counts of two runs can not be tested against each other; empty where they can. */
export function testObstacles(a: Side, b: Side): string[] {
  const invalid = (['A', 'B'] as const)
    .map((name, index) => ({ name, verdict: (index === 0 ? a : b).record.verdict }))
    .filter(({ verdict }) => verdict?.name === 'INVALID')
    .map(({ name, verdict }) => `${name} is INVALID, so its counts are no evidence (${verdict?.reason})`);
  const [pods, others] = [a.judged.totals.length, b.judged.totals.length];
  return [
    ...invalid,
    ...(pods === others ? [] : [`A has ${podCount(pods)} and B ${others}, so their shares differ by that alone`]),
    ...(pods === others && pods < 2 ? ['one Pod shares with nobody'] : []),
  ];
}

/** What makes two runs less alike than their numbers look; each a part of a sentence that says why it matters. */
export function cautions(a: Side, b: Side): string[] {
  const [one, other] = [a.record, b.record];
  const found: string[] = [];
  if (one.scenario !== other.scenario) {
    found.push(`the scenarios differ: A is \`${one.scenario}\`, B \`${other.scenario}\``);
  }
  if (one.target.name !== other.target.name) {
    found.push(`the targets differ: A ran on \`${one.target.name}\`, B on \`${other.target.name}\``);
  }
  if (a.judged.evidence !== b.judged.evidence) {
    const says = { held: 'connections held after its change', picks: 'connections opened in its observation' };
    found.push(
      `the evidence differs: A is judged by ${says[a.judged.evidence]}, B by ${says[b.judged.evidence]}, so a restart stands against a setting`,
    );
  }
  if ((one.sweep === undefined) !== (other.sweep === undefined)) {
    const [name, { sweep }] = one.sweep === undefined ? ['B', other] : ['A', one];
    found.push(`${name} is a sweep, judged by the value that it recommends, ${sweep?.recommended}`);
  }
  const [rpc, otherRpc] = [rpcOf(one), rpcOf(other)];
  if (rpc !== otherRpc) found.push(`the clients do other things: A's \`${rpc}\`, B's \`${otherRpc}\``);
  const [clients, moreClients] = [one.parameters.clients, other.parameters.clients];
  if (areFar(clients, moreClients)) found.push(`A has ${clients} clients and B ${moreClients}`);
  const [interval, otherInterval] = [one.parameters.interval_ms, other.parameters.interval_ms];
  if (areFar(interval, otherInterval)) {
    found.push(
      `A's clients speak every ${formatDuration(interval)} and B's every ${formatDuration(otherInterval)}, so they meet a restart at another pace`,
    );
  }
  return found;
}

/** A record from before there were streams does not say what its clients did. */
function rpcOf({ parameters }: RunRecord): RpcKind {
  const { rpc }: Partial<RunRecord['parameters']> = parameters;
  return rpc ?? UNARY.rpc;
}

function areFar(x: number, y: number): boolean {
  return Math.max(x, y) >= FAR * Math.min(x, y);
}

function podCount(n: number): string {
  return n === 1 ? '1 Pod' : `${n} Pods`;
}
