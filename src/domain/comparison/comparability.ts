import { formatDuration } from '../duration.ts';
import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import { isRestarting } from '../scenarios.ts';
import { plainReason } from '../text/verdict-reason.ts';
import { wordsIn } from '../text/words.ts';
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
export function testObstacles(a: Side, b: Side, language: Language = 'en'): string[] {
  const { comparison: words } = wordsIn(language);
  const invalid = (['A', 'B'] as const)
    .map((name, index) => ({ name, record: (index === 0 ? a : b).record }))
    .flatMap(({ name, record }) =>
      record.verdict?.name === 'INVALID' ? [words.invalid(name, plainReason(record.verdict, language))] : [],
    );
  const [pods, others] = [a.judged.totals.length, b.judged.totals.length];
  return [
    ...invalid,
    ...(pods === others ? [] : [words.otherPods(pods, others)]),
    ...(pods === others && pods < 2 ? [words.onePod()] : []),
  ];
}

/** What makes two runs less alike than their numbers look; each a part of a sentence that says why it matters. */
export function cautions(a: Side, b: Side, language: Language = 'en'): string[] {
  const { comparison: words } = wordsIn(language);
  const [one, other] = [a.record, b.record];
  const found: string[] = [];
  if (one.scenario !== other.scenario) {
    found.push(words.scenarios(one.scenario, other.scenario));
  }
  if (one.target.name !== other.target.name) {
    found.push(words.targets(one.target.name, other.target.name));
  }
  if (a.judged.evidence !== b.judged.evidence) {
    found.push(words.evidence(a.judged.evidence, b.judged.evidence));
  }
  if ((one.sweep === undefined) !== (other.sweep === undefined)) {
    const [name, { sweep }] = one.sweep === undefined ? (['B', other] as const) : (['A', one] as const);
    found.push(words.sweep(name, String(sweep?.recommended)));
  }
  const [rpc, otherRpc] = [rpcOf(one), rpcOf(other)];
  if (rpc !== otherRpc) found.push(words.workloads(rpc, otherRpc));
  const [clients, moreClients] = [one.parameters.clients, other.parameters.clients];
  if (areFar(clients, moreClients)) found.push(words.clients(clients, moreClients));
  const [interval, otherInterval] = [one.parameters.interval_ms, other.parameters.interval_ms];
  const restarts = [one, other].some(({ scenario }) => isRestarting(scenario));
  if (areFar(interval, otherInterval)) {
    found.push(words.intervals(formatDuration(interval), formatDuration(otherInterval), restarts));
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
