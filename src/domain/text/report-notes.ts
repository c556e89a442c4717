import { addUp } from '../add-up.ts';
import { movementOf } from '../arm-movement.ts';
import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord, ClientSummary } from '../record-arm.ts';
import { isRestarting } from '../scenarios.ts';
import { failedRequests } from './arm-facts.ts';
import { codeText } from './escape-mrkdwn.ts';
import { podLabel } from './pod-label.ts';
import { failuresText } from './price-words.ts';
import { wordsIn } from './words.ts';

/** Arms that a note tells one by one; more are added up. */
const NAMED_ARMS = 4;
/** Pods that a note names. */
const NAMED_PODS = 4;
/** Fewer connections without HTTP/2 may be clients' own that were just being opened at an edge. */
const LEAST_PROBES = 3;

/** What the report's numbers leave out or rest on, a line each. */
export function reportNotes(record: RunRecord, language: Language = 'en'): string[] {
  const notes = [
    changeNote(record, language),
    unobservedNote(record, language),
    unexplainedNote(record, language),
    probesNote(record, language),
    balanceNote(record, language),
    sourceNote(record, language),
  ];
  return notes.filter((line) => line !== null);
}

/** What failed while Pods were being replaced, outside the observed windows; of many arms together. Where none was replaced, only a loss is worth a word. */
function changeNote(record: RunRecord, language: Language): string | null {
  const { report, units } = wordsIn(language);
  const isRestart = (arm: ArmRecord): boolean => movementOf(record, arm) === 'restart';
  const changed = record.arms.filter(
    (arm) => (isRestart(arm) && arm.change.client.rpcs > 0) || failedRequests(arm.change.client) > 0,
  );
  if (changed.length === 0) return null;
  const clients = changed.map(({ change }) => change.client);
  const text =
    changed.length > NAMED_ARMS
      ? report.inArms(failedText(clients, language), changed.length)
      : changed.map(({ name, change }) => `${name} ${failedText([change.client], language)}`).join(units.semicolon);
  return report.changeLoss(text, changed.every(isRestart), record.loss?.window === 'change');
}

function failedText(clients: readonly ClientSummary[], language: Language): string {
  const { report } = wordsIn(language);
  const failed = clients.reduce((sum, client) => sum + failedRequests(client), 0);
  const asked = clients.reduce((sum, { rpcs }) => sum + rpcs, 0);
  const lost = report.lost(failed, asked, clients.some(({ streams }) => streams !== undefined) ? 'message' : 'request');
  if (failed === 0) return lost;
  return `${lost}${report.because(failuresText(addUp(clients.map(({ failures }) => failures)), language))}`;
}

/** Pods whose last connections nobody counted, and what the clients saw of it. */
function unobservedNote({ arms, topology }: RunRecord, language: Language): string | null {
  const { report, units } = wordsIn(language);
  const windows = arms.flatMap(({ closes, change }) => [change.closes, closes]);
  const found = windows.filter(({ unobserved_pods }) => unobserved_pods.length > 0);
  const uids = new Set(found.flatMap(({ unobserved_pods }) => unobserved_pods));
  if (uids.size === 0) return null;
  const labels = [...uids].map((uid) => podLabel(topology.pods.find((pod) => pod.uid === uid)?.name ?? uid));
  const more = labels.length > NAMED_PODS ? units.andMore(labels.length - NAMED_PODS) : '';
  const names = labels.slice(0, NAMED_PODS).map((label) => codeText(label));
  const told = found.reduce((sum, { by_cause }) => sum + by_cause.pod_terminated, 0);
  const cut = found.reduce((sum, { clients }) => sum + clients.cut, 0);
  return report.unobserved(`${names.join(', ')}${more}`, told, cut);
}

/** Closes while Pods were replaced that have no cause; those of the observation are a gate. */
function unexplainedNote({ arms, scenario }: RunRecord, language: Language): string | null {
  const { report, units } = wordsIn(language);
  const found = arms.filter(({ change: { closes } }) => closes.by_cause.other > Math.max(1, 0.02 * closes.total));
  if (found.length === 0) return null;
  const texts = found.slice(0, NAMED_ARMS).map(({ name, change: { closes } }) => {
    return report.otherOf(name, closes.by_cause.other, closes.total);
  });
  const more = found.length > NAMED_ARMS ? report.moreArms(found.length - NAMED_ARMS) : '';
  return report.unexplained(`${texts.join(units.semicolon)}${more}`, isRestarting(scenario));
}

/** What a balancer's health checks, and others that never speak HTTP/2, added to the connections. */
function probesNote({ gates }: RunRecord, language: Language): string | null {
  const silent = gates.filter(({ name }) => name.endsWith(' connections without HTTP/2'));
  const count = silent.reduce((sum, { value }) => sum + (typeof value === 'number' ? value : 0), 0);
  if (count < LEAST_PROBES) return null;
  return wordsIn(language).report.probes(count);
}

/** What even means, where it is not at once so. */
function balanceNote({ arms }: RunRecord, language: Language): string | null {
  if (arms.every(({ price }) => price.time_to_balance_ms === 0)) return null;
  return wordsIn(language).report.balance();
}

/** Where the numbers of Envoy come from, when it is not the Pods themselves. */
function sourceNote({ plan }: RunRecord, language: Language): string | null {
  const { report, units } = wordsIn(language);
  const interval = plan.stats?.interval_ms ?? null;
  return interval === null ? null : report.source(units.duration(interval));
}
