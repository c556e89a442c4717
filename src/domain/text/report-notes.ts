import { addUp } from '../add-up.ts';
import { speakDuration } from '../duration.ts';
import type { ClientSummary, RunRecord } from '../record.ts';
import { failedRequests } from './arm-facts.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { podLabel } from './pod-label.ts';
import { failuresText } from './price-words.ts';
import { sayCount } from './say-number.ts';

/** Arms that a note tells one by one; more are added up. */
const NAMED_ARMS = 4;
/** Pods that a note names. */
const NAMED_PODS = 4;
/** Fewer connections without HTTP/2 may be clients' own that were just being opened at an edge. */
const LEAST_PROBES = 3;

/** What the report's numbers leave out or rest on, a line each. */
export function reportNotes(record: RunRecord): string[] {
  const notes = [
    changeNote(record),
    unobservedNote(record),
    unexplainedNote(record),
    probesNote(record),
    balanceNote(record),
    sourceNote(record),
  ];
  return notes.filter((line) => line !== null);
}

/** What failed while Pods were being replaced, outside the observed windows; of many arms together. */
function changeNote({ arms }: RunRecord): string | null {
  const changed = arms.filter(({ change }) => change.client.rpcs > 0 || failedRequests(change.client) > 0);
  if (changed.length === 0) return null;
  const clients = changed.map(({ change }) => change.client);
  const text =
    changed.length > NAMED_ARMS
      ? `${failedText(clients)} in ${changed.length} arms`
      : changed.map(({ name, change }) => `${name} ${failedText([change.client])}`).join('; ');
  return `Failed while Pods were replaced, not counted above: ${text}.`;
}

function failedText(clients: readonly ClientSummary[]): string {
  const failed = clients.reduce((sum, client) => sum + failedRequests(client), 0);
  const asked = sayCount(
    clients.reduce((sum, { rpcs }) => sum + rpcs, 0),
    clients.some(({ streams }) => streams !== undefined) ? 'message' : 'request',
  );
  if (failed === 0) return `0 of ${asked}`;
  return `${failed} of ${asked} (${failuresText(addUp(clients.map(({ failures }) => failures)))})`;
}

/** Pods whose last connections nobody counted, and what the clients saw of it. */
function unobservedNote({ arms, topology }: RunRecord): string | null {
  const windows = arms.flatMap(({ closes, change }) => [change.closes, closes]);
  const found = windows.filter(({ unobserved_pods }) => unobserved_pods.length > 0);
  const uids = new Set(found.flatMap(({ unobserved_pods }) => unobserved_pods));
  if (uids.size === 0) return null;
  const labels = [...uids].map((uid) => podLabel(topology.pods.find((pod) => pod.uid === uid)?.name ?? uid));
  const more = labels.length > NAMED_PODS ? ` and ${labels.length - NAMED_PODS} more` : '';
  const names = labels.slice(0, NAMED_PODS).map((label) => `\`${escapeMrkdwn(label)}\``);
  const told = found.reduce((sum, { by_cause }) => sum + by_cause.pod_terminated, 0);
  const cut = found.reduce((sum, { clients }) => sum + clients.cut, 0);
  return `Ended without a last reading: ${names.join(', ')}${more}. By the last samples ${sayCount(told, 'connection')} ended with Pods (pod_terminated); the clients saw ${cut} end without a GOAWAY.`;
}

/** Closes while Pods were replaced that have no cause; those of the observation are a gate. */
function unexplainedNote({ arms }: RunRecord): string | null {
  const found = arms.filter(({ change: { closes } }) => closes.by_cause.other > Math.max(1, 0.02 * closes.total));
  if (found.length === 0) return null;
  const texts = found.slice(0, NAMED_ARMS).map(({ name, change: { closes } }) => {
    return `${name} ${closes.by_cause.other} of ${sayCount(closes.total, 'close')}`;
  });
  const more = found.length > NAMED_ARMS ? ` and ${sayCount(found.length - NAMED_ARMS, 'arm')} more` : '';
  return `Closed while Pods were replaced without a cause that a counter tells: ${texts.join('; ')}${more}.`;
}

/** What a balancer's health checks, and others that never speak HTTP/2, added to the connections. */
function probesNote({ gates }: RunRecord): string | null {
  const silent = gates.filter(({ name }) => name.endsWith(' connections without HTTP/2'));
  const count = silent.reduce((sum, { value }) => sum + (typeof value === 'number' ? value : 0), 0);
  if (count < LEAST_PROBES) return null;
  return `${sayCount(count, 'connection')} never spoke HTTP/2 while observed and ${count === 1 ? 'is' : 'are'} not counted: health checks of the balancer, as a rule.`;
}

/** What even means, where it is not at once so. */
function balanceNote({ arms }: RunRecord): string | null {
  if (arms.every(({ price }) => price.time_to_balance_ms === 0)) return null;
  return 'Even after: from the start of the observation until the spread is as even as random picks are in 95 % of cases, and is so 1, 2 and 3 s later too.';
}

/** Where the numbers of Envoy come from, when it is not the Pods themselves. */
function sourceNote({ plan }: RunRecord): string | null {
  const interval = plan.stats?.interval_ms ?? null;
  return interval === null ? null : `Envoy's counters from Prometheus, scraped every ${speakDuration(interval)}.`;
}
