import { speakDuration } from '../duration.ts';
import type { ClientSummary, RunRecord } from '../record.ts';
import { failedRequests } from './arm-facts.ts';
import { addFailures, failuresText } from './price-words.ts';
import { sayCount } from './say-number.ts';

/** Arms that a note tells one by one; more are added up. */
const NAMED_ARMS = 4;

/** What the report's numbers leave out or rest on, a line each. */
export function reportNotes(record: RunRecord): string[] {
  return [changeNote(record), balanceNote(record), sourceNote(record)].filter((line) => line !== null);
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
  const total = (read: (client: ClientSummary) => number): number =>
    clients.reduce((sum, client) => sum + read(client), 0);
  const failed = total(failedRequests);
  const asked = sayCount(
    total(({ rpcs }) => rpcs),
    'request',
  );
  if (failed === 0) return `0 of ${asked}`;
  return `${failed} of ${asked} (${failuresText(addFailures(clients.map(({ failures }) => failures)))})`;
}

/** What even means, where it is not at once so. */
function balanceNote({ arms }: RunRecord): string | null {
  if (arms.every(({ price }) => price.time_to_balance_ms === 0)) return null;
  return 'Even after: from the start of the observation until the spread is, and for 3 s stays, as even as random picks are in 95 % of cases.';
}

/** Where the numbers of Envoy come from, when it is not the Pods themselves. */
function sourceNote({ plan }: RunRecord): string | null {
  const interval = plan.stats?.interval_ms ?? null;
  return interval === null ? null : `Envoy's counters from Prometheus, scraped every ${speakDuration(interval)}.`;
}
