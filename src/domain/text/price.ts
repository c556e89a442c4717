import { speakDuration } from '../duration.ts';
import type { ArmRecord, RunRecord } from '../record.ts';
import { longestLifeMs, settingText } from '../setting.ts';
import { callMs, hasStreams } from '../workload.ts';
import { clientsToDecide, judgedArm } from './answer.ts';
import { failedRequests, failureText, observedSeconds } from './arm-facts.ts';
import { commandText } from './command-text.ts';
import { gateFailure } from './gate-words.ts';
import { pooledArm } from './pooled-arm.ts';
import { connectedText, handshakeText } from './price-words.ts';
import { sayCount, sayNumber } from './say-number.ts';
import { damageText } from './stream-words.ts';
import { besideText, valueText } from './value-text.ts';

/** The second line of a finished run: what the answer cost the clients, and the command to type next. */
export function priceLine(record: RunRecord): string {
  const { verdict } = record;
  const judged = judgedArm(record);
  const next = nextText(record, judged);
  if (verdict?.name === 'INVALID') return next;
  return judged === undefined ? next : `*Price*: ${priceText(record, judged)}.${next === '' ? '' : ` ${next}`}`;
}

function priceText(record: RunRecord, judged: ArmRecord): string {
  const changed = record.arms.map((arm) => arm.change.client);
  // What the setting has cut by then is no loss to the restart.
  const lost = changed.reduce((sum, client) => sum + failedRequests(client) - (client.streams?.cut_by_setting ?? 0), 0);
  const asked = changed.reduce((sum, client) => sum + client.rpcs, 0);
  const streams = hasStreams(record.parameters);
  const what = streams ? 'message' : 'request';
  const failed = streams ? `${sayCount(lost, 'stream')} broke off` : `${lost} of ${sayCount(asked, what)} failed`;
  const restarts = lost === 0 ? [] : [`${failed} while Pods were replaced`];
  if (record.scenario === 'baseline') return `nothing was changed; ${damageOf(judged)}`;
  if (judged.setting === null) {
    const reconnects = sayCount(judged.change.client.reconnects, 'reconnect');
    return [`${reconnects} by the restart, ${damageOf(judged)} after it`, ...restarts].join('; ');
  }
  const { price, client } = judged;
  // A message that the server pushes answers nothing, so it has no latency that a person would know.
  const isPushed = record.parameters.rpc === 'server-stream';
  const slower = isPushed ? null : p99Text(judged, pooledArm(record, 'control'));
  const { mean, peak } = price.reconnects_per_s;
  const rate = peak === 0 ? '0 reconnects/s' : `${sayNumber(mean)} reconnects/s (peak ${peak.toLocaleString('en-US')})`;
  const numbers = [rate, ...(slower === null ? [] : [slower]), damageOf(judged)];
  const times = handshakeText(price.handshakes, client);
  const paid = `${times === 'none' ? `no ${what}` : times} paid a handshake`;
  const connected = connectedText(price);
  const open = connected === null || connected === 'all the time' ? '' : `, connected ${connected}`;
  return [`${paid}${open}`, numbers.join(', '), ...restarts].join('; ');
}

/** What the clients lost in the observation. */
function damageOf(arm: ArmRecord): string {
  const { client } = arm;
  return client.streams === undefined ? failureText(client) : damageText(client, client.streams, observedSeconds(arm));
}

function p99Text(judged: ArmRecord, control: ArmRecord | undefined): string | null {
  const after = judged.client.latency_ms.p99;
  if (after === null) return null;
  const before = control?.client.latency_ms.p99 ?? null;
  if (before === null) return `p99 ${sayNumber(after)} ms`;
  // Less than before is the control's own noise, not a gift of the setting.
  return after - before < 0.05 ? 'p99 not higher' : `+${sayNumber(after - before)} ms p99`;
}

/** The next command worth typing, or nothing. */
function nextText(record: RunRecord, judged: ArmRecord | undefined): string {
  const { recommendation, verdict } = record;
  if (recommendation !== null) {
    const { setting } = recommendation;
    const value = `${valueText(setting.value_ms)}${besideText(setting)}`;
    const longest = longestLifeMs(setting);
    const within = longest === 60_000 ? 'a minute' : speakDuration(longest);
    return `Your clients speak every ${speakDuration(record.parameters.interval_ms)}: *${value}* keeps them even within ${within} for 1/${Math.round(recommendation.cheaper)} of that price. Try \`${recommendation.command}\`.`;
  }
  if (verdict === null || judged === undefined) return `Run it again: \`${again(record)}\`.`;
  if (verdict.name === 'INVALID') {
    return `${gateFailure(record)?.todo ?? 'Put that right.'} Then run it again: \`${again(record)}\`.`;
  }
  const uncut = withoutCuts(record, judged);
  if (uncut !== null) return `Streams that end by themselves within that time are not cut: try \`${uncut}\`.`;
  const better = verdict.effect === 'NO_EFFECT' ? withEffect(record, judged) : sharper(record, verdict);
  if (better === null) return adviceText(record, verdict, judged);
  const isEven = verdict.effect === 'NOT_SHOWN' && verdict.name === 'BALANCED';
  return isEven ? `A burst restart makes a skew to repair: try \`${better}\`.` : `Try \`${better}\`.`;
}

/** What to do where no other run would tell more. */
function adviceText(record: RunRecord, verdict: NonNullable<RunRecord['verdict']>, { setting }: ArmRecord): string {
  if (verdict.effect === 'REPAIRED' && setting !== null) return `To keep it, set \`${settingText(setting)}\`.`;
  if (verdict.effect === 'WORSE')
    return `Do not set it on this evidence; a repeat makes sure: \`${again(record, { repeats: 3 })}\`.`;
  if (verdict.effect === 'NOT_SHOWN' && verdict.name === 'IMBALANCED') {
    return 'Look for session affinity or traffic policy `Local`: `/nlb explain nodeport`.';
  }
  return verdict.name === 'BALANCED' && setting === null ? 'Nothing to do.' : '';
}

function sharper(record: RunRecord, verdict: NonNullable<RunRecord['verdict']>): string | null {
  const { clients, interval_ms, restart, rpc, stream_ms } = record.parameters;
  const fleet = { clients, interval_ms, restart, rpc, stream_ms };
  if (verdict.name === 'INCONCLUSIVE') {
    const enough = clientsToDecide(record, verdict);
    return enough === null ? null : again(record, { clients: enough });
  }
  if (verdict.name === 'IMBALANCED' && verdict.effect === null) {
    const limit = callMs(record.parameters, null) === null ? { max_stream_duration_ms: streamLimit(interval_ms) } : {};
    return commandText('max-connection-duration', record.target.name, { ...fleet, value_ms: 1000, ...limit });
  }
  const noSkew = verdict.effect === 'NOT_SHOWN' && verdict.name === 'BALANCED' && restart === 'rolling';
  return noSkew ? commandText(record.scenario, record.target.name, { ...record.parameters, restart: 'burst' }) : null;
}

/** A run that repaired by cutting streams, with streams that end in the same time; null for any other. */
function withoutCuts(record: RunRecord, { client, setting }: ArmRecord): string | null {
  const limit = setting?.max_stream_duration_ms;
  if (record.verdict?.effect !== 'REPAIRED' || limit === undefined || !client.streams?.cut_by_setting) return null;
  return commandText(record.scenario, record.target.name, {
    ...record.parameters,
    max_stream_duration_ms: null,
    stream_ms: limit,
  });
}

/** The same run with a value or a time under which the setting can act. */
function withEffect(record: RunRecord, judged: ArmRecord): string | null {
  const { setting } = judged;
  if (setting === null) return null;
  const { interval_ms } = record.parameters;
  if (callMs(record.parameters, setting) === null) {
    if (setting.kind === 'idle-timeout') return null;
    const limit = { max_stream_duration_ms: streamLimit(interval_ms) };
    return commandText(record.scenario, record.target.name, { ...record.parameters, ...limit });
  }
  if (setting.kind === 'idle-timeout') {
    const shorter = Math.round((interval_ms * 2) / 300) * 100;
    if (setting.value_ms < interval_ms || shorter < 100) return null;
    return commandText(record.scenario, record.target.name, { ...record.parameters, value_ms: shorter });
  }
  const observe = Math.ceil((2 * longestLifeMs(setting)) / 10_000) * 10_000;
  const longer = observe <= 600_000 ? { observe_ms: observe } : { value_ms: 60_000, observe_ms: 120_000 };
  return commandText(record.scenario, record.target.name, { ...record.parameters, ...longer });
}

/** A stream that is worth opening: a few messages, and some seconds. */
function streamLimit(intervalMs: number): number {
  return Math.max(5000, 5 * intervalMs);
}

function again(record: RunRecord, changed: Partial<RunRecord['parameters']> = {}): string {
  return commandText(record.scenario, record.target.name, { ...record.parameters, ...changed });
}
