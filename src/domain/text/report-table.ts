import { speakDuration } from '../duration.ts';
import type { ArmRecord, CloseSummary, RunRecord } from '../record.ts';
import { armCounts, failedRequests, observedSeconds } from './arm-facts.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import type { TablePart } from './message.ts';
import { sayCount, sayCounts, sayNumber, sayP } from './say-number.ts';

const COLUMNS = [
  { title: 'Arm', align: 'left' },
  { title: 'Connections per Pod', align: 'left' },
  { title: 'N', align: 'right' },
  { title: 'max/mean', align: 'right' },
  { title: 'p', align: 'right' },
  { title: 'Verdict', align: 'left' },
  { title: 'Closed by', align: 'left' },
  { title: 'Reconnects/s', align: 'right' },
  { title: 'Errors', align: 'right' },
  { title: 'p99', align: 'right' },
] as const satisfies TablePart['columns'];

/** Pods that a cell lists by name. */
const NAMED_PODS = 8;

/** With so many arms a table is read down its columns; with more it is read along its rows. */
const ARMS_SIDE_BY_SIDE = 3;

/** The numbers of a run, arm beside arm so that it fits a phone, with a line on what the restarts themselves cost. */
export function reportTable(record: RunRecord): TablePart {
  const rows = record.arms.map((arm) => row(record, arm));
  const caption = `Report of ${escapeMrkdwn(record.id)}: ${record.arms.map(evidenceText).join('; ')}`;
  const note = [changeNote(record), sourceNote(record)].filter((line) => line !== null).join(' ') || null;
  if (rows.length > ARMS_SIDE_BY_SIDE) return { kind: 'table', caption, columns: [...COLUMNS], rows, note };
  const [head, ...measures] = COLUMNS.map(({ title }, index) => [title, ...rows.map((cells) => cells[index] ?? '')]);
  const columns = (head ?? []).map((title) => ({ title, align: 'left' as const }));
  return { kind: 'table', caption, columns, rows: measures, note };
}

function evidenceText(arm: ArmRecord): string {
  return arm.evidence === 'picks'
    ? `${arm.name} by the connections opened in ${sayNumber(observedSeconds(arm))} s`
    : `${arm.name} by the connections held ${arm.windows.change[1] > arm.windows.change[0] ? 'after its change' : 'after warm-up'}`;
}

function row(record: RunRecord, arm: ArmRecord): string[] {
  const { verdict, client } = arm;
  const counts = armCounts(arm, record.topology.pods);
  const p = verdict?.p_value ?? null;
  const ratio = verdict?.max_over_mean ?? null;
  const p99 = client.latency_ms.p99;
  return [
    arm.name,
    counts.length <= NAMED_PODS
      ? counts.map(({ label, count }) => `${label} ${count}`).join(', ')
      : sayCounts(counts.map(({ count }) => count)),
    String(counts.reduce((sum, { count }) => sum + count, 0)),
    ratio === null ? '-' : ratio.toFixed(2),
    p === null ? '-' : sayP(p).replace('p = ', '').replace('p ', ''),
    verdict?.name ?? 'none',
    closesText(arm.closes),
    sayNumber(client.reconnects / Math.max(0.001, observedSeconds(arm))),
    errorsText(client.errors),
    p99 === null ? '-' : `${sayNumber(p99)} ms`,
  ];
}

function closesText({ by_cause, with_active_request }: CloseSummary): string {
  const causes = Object.entries(by_cause).filter(([, count]) => count > 0);
  if (causes.length === 0) return 'nothing';
  const cut = with_active_request === 0 ? '' : ` (${with_active_request} with a request in flight)`;
  return `${causes.map(([cause, count]) => `${cause} ${count}`).join(', ')}${cut}`;
}

function errorsText(errors: Readonly<Record<string, number>>): string {
  const kinds = Object.entries(errors).filter(([, count]) => count > 0);
  return kinds.length === 0 ? '0' : kinds.map(([name, count]) => `${name} ${count}`).join(', ');
}

/** What failed while Pods were being replaced, outside the observed windows. */
function changeNote(record: RunRecord): string | null {
  const changed = record.arms.filter(({ change }) => change.client.rpcs > 0 || failedRequests(change.client) > 0);
  if (changed.length === 0) return null;
  const arms = changed.map(({ name, change }) => {
    const failed = failedRequests(change.client);
    const kinds = failed === 0 ? '' : ` (${errorsText(change.client.errors)})`;
    return `${name} ${failed} of ${sayCount(change.client.rpcs, 'request')}${kinds}`;
  });
  return `Failed while Pods were replaced, not counted above: ${arms.join('; ')}.`;
}

/** Where the numbers of Envoy come from, when it is not the Pods themselves. */
function sourceNote({ plan }: RunRecord): string | null {
  const interval = plan.stats?.interval_ms ?? null;
  return interval === null ? null : `Envoy's counters from Prometheus, scraped every ${speakDuration(interval)}.`;
}
