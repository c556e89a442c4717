import { type PickSpan, pickSpans } from '../analysis/pick-spans.ts';
import { within } from '../analysis/run-data.ts';
import type { ArmRecord, CloseSummary, RunRecord, TimelineEntry } from '../record.ts';
import type { ClientEvent } from '../sample.ts';
import { SETTING_FIELDS } from '../setting.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import { noEffectReason } from './no-effect-reason.ts';
import { podLabel } from './pod-label.ts';
import { sayCount } from './say-number.ts';
import { besideText, valueText } from './value-text.ts';

/** Pods, and times, that a line names. */
const NAMED = 4;
const SHOWN_SPANS = 6;

/**
 * What a run's timeline tells of its connections, a paragraph for its control and one for its setting: which Pods came and
 * went when, which were behind the Service when the clients picked, what closed by which cause, and what did not move.
 * `events` are what the clients saw; null where that is not kept any more.
 */
export function storyLines(record: RunRecord, events: readonly ClientEvent[] | null): string[] {
  const best = record.sweep?.recommended;
  const control = record.arms.find(({ setting }) => setting === null);
  const treatment = record.arms.find((arm) => (best == null ? arm.setting !== null : arm.name === best));
  const told = [control, treatment].filter((arm) => arm !== undefined);
  const more = record.arms.length - told.length;
  return [
    ...told.flatMap((arm) => armLines(record, arm, events)),
    ...(more > 0 ? [`The report in the thread has the numbers of ${sayCount(more, 'arm')} more.`] : []),
    ...(record.restore.state === 'RESTORED' && told.length > 0
      ? ['*Restore*: the configuration as found came back with one more restart, which is in none of these numbers.']
      : []),
  ];
}

function armLines(record: RunRecord, arm: ArmRecord, events: readonly ClientEvent[] | null): string[] {
  const { change, observe } = arm.windows;
  const name = `*${escapeMrkdwn(arm.name)}*${settingText(arm)}`;
  const end = `observed to ${momentText(observe[1])}`;
  if (change[1] <= change[0] || record.scenario === 'baseline') {
    return [`${name}: nothing was changed, ${end}`, `• ${observedText(record, arm)}`];
  }
  const spans = events === null ? [] : pickSpans(record.timeline, record.topology.pods, events, change);
  return [
    `${name}: restart from ${momentText(change[0])} to ${momentText(change[1])}, ${end}`,
    ...podLine(record, arm),
    ...spanLines(record, spans),
    `• In the restart ${closesText(arm.change.closes)}; ${sayCount(arm.change.client.reconnects, 'reconnect')}${pickedText(record, arm.change.picks)}`,
    ...leftOutLine(record, arm, spans),
    `• ${observedText(record, arm)}`,
  ];
}

function settingText({ setting }: ArmRecord): string {
  if (setting === null) return '';
  return ` (\`${SETTING_FIELDS[setting.kind]}\` ${valueText(setting.value_ms)}${besideText(setting)})`;
}

/** When Pods got Ready and were told to end; many are summed up by their first and last. */
function podLine({ timeline, topology }: RunRecord, { windows: { change } }: ArmRecord): string[] {
  const ready = topology.pods
    .map(({ uid, ready_at_ms }) => ({ ref: uid, at_ms: ready_at_ms ?? Number.NaN }))
    .filter(({ at_ms }) => within(at_ms, change));
  const ending = timeline.filter(({ kind, at_ms }) => kind === 'pod_terminating' && within(at_ms, change));
  const told = [
    ...(ready.length === 0 ? [] : [`Ready ${momentsText(topology.pods, ready)}`]),
    ...(ending.length === 0 ? [] : [`told to end ${momentsText(topology.pods, ending)}`]),
  ];
  return told.length === 0 ? [] : [`• Pods: ${told.join('; ')}`];
}

function momentsText(
  pods: RunRecord['topology']['pods'],
  moments: readonly Pick<TimelineEntry, 'ref' | 'at_ms'>[],
): string {
  const inOrder = [...moments].sort((a, b) => a.at_ms - b.at_ms);
  if (inOrder.length <= NAMED) {
    return inOrder.map(({ ref, at_ms }) => `${podName(pods, ref)} ${momentText(at_ms)}`).join(', ');
  }
  const [first, last] = [inOrder[0]?.at_ms ?? 0, inOrder.at(-1)?.at_ms ?? 0];
  return `${inOrder.length} Pods from ${momentText(first)} to ${momentText(last)}`;
}

/** Which Pods were behind the Service when the clients picked. */
function spanLines({ topology: { pods } }: RunRecord, spans: readonly PickSpan[]): string[] {
  const picked = spans.filter(({ last_ms }) => last_ms !== null);
  const shown = picked.slice(0, SHOWN_SPANS);
  const rest = picked.slice(SHOWN_SPANS);
  const lines = shown.map(({ from, to, ready, picks }) => {
    const behind = ready.length === 0 ? 'no Pod was Ready' : `Ready ${podNames(pods, ready)}`;
    return `• ${momentText(from)} to ${momentText(to)}, ${behind}: ${sayCount(sum(picks), 'pick')}${countsText(pods, picks)}`;
  });
  if (rest.length === 0) return lines;
  const others = rest.reduce((total, { picks }) => total + sum(picks), 0);
  return [
    ...lines,
    `• ${sayCount(others, 'pick')} more to ${momentText(rest.at(-1)?.to ?? 0)}, as the Pods came and went`,
  ];
}

/** Pods that were there at the end of the restart without a connection, because they came after the last pick. */
function leftOutLine({ topology: { pods } }: RunRecord, { held }: ArmRecord, spans: readonly PickSpan[]): string[] {
  const last = Math.max(...spans.map(({ last_ms }) => last_ms ?? Number.NEGATIVE_INFINITY));
  if (!Number.isFinite(last)) return [];
  const late = pods.filter(({ uid, ready_at_ms }) => held[uid] === 0 && ready_at_ms !== null && ready_at_ms > last);
  if (late.length === 0) return [];
  const names = podNames(
    pods,
    late.map(({ uid }) => uid),
  );
  return [
    `• ${names} got none: Ready only after the last pick at ${momentText(last)}, and an open connection does not move to a new Pod`,
  ];
}

/** What moved while nothing was changed any more, or why nothing did. */
function observedText(record: RunRecord, arm: ArmRecord): string {
  const { closes, client, setting, picks } = arm;
  if (closes.total === 0) {
    const why =
      setting === null
        ? 'nothing closes an open connection, and neither the NLB nor kube-proxy moves one'
        : `the setting ${noEffectReason(record, arm)}`;
    return `While observed nothing moved: ${why}`;
  }
  const kept = setting === null ? '; no setting closes connections in this arm' : '';
  return `While observed ${closesText(closes)}; ${sayCount(client.reconnects, 'reconnect')}${pickedText(record, picks)}${kept}`;
}

const CAUSES = {
  max_duration: 'by max_connection_duration',
  idle_timeout: 'by idle_timeout',
  max_requests: 'by max_requests_per_connection',
  drain: 'asked to leave by a Pod that was ending',
  pod_terminated: 'with their Pod',
  client: 'by the clients',
  other: 'without a cause that a counter tells',
} as const satisfies Record<keyof CloseSummary['by_cause'], string>;

function closesText({ total, by_cause, still_draining }: CloseSummary): string {
  const draining = still_draining === 0 ? '' : `, ${still_draining} asked to leave and still open`;
  const causes = (Object.keys(CAUSES) as (keyof typeof CAUSES)[]).filter((cause) => by_cause[cause] > 0);
  if (causes.length === 0) return `nothing closed${draining}`;
  const texts = causes.map((cause) => `${by_cause[cause].toLocaleString('en-US')} ${CAUSES[cause]}`);
  return `${sayCount(total, 'connection')} closed (${texts.join(', ')})${draining}`;
}

function pickedText({ topology: { pods } }: RunRecord, picks: Readonly<Record<string, number>>): string {
  const total = sum(picks);
  return total === 0 ? '' : `, ${sayCount(total, 'pick')}${countsText(pods, picks)}`;
}

/** ` (x7k2 12, k9d2 5)`, the fullest first; nothing for more Pods than a line names. */
function countsText(pods: RunRecord['topology']['pods'], picks: Readonly<Record<string, number>>): string {
  const counts = Object.entries(picks).filter(([, count]) => count > 0);
  if (counts.length === 0) return '';
  if (counts.length > NAMED) return ` on ${counts.length} Pods`;
  const texts = counts.sort((a, b) => b[1] - a[1]).map(([uid, count]) => `${podName(pods, uid)} ${count}`);
  return ` (${texts.join(', ')})`;
}

function podNames(pods: RunRecord['topology']['pods'], uids: readonly string[]): string {
  if (uids.length > NAMED) return sayCount(uids.length, 'Pod');
  return uids.map((uid) => podName(pods, uid)).join(', ');
}

function podName(pods: RunRecord['topology']['pods'], uid: string): string {
  return `\`${escapeMrkdwn(podLabel(pods.find((pod) => pod.uid === uid)?.name ?? uid))}\``;
}

/** A moment of the run to a tenth of a second, as short as the time between two Pods. */
function momentText(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
