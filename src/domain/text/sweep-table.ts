import { speakDuration } from '../duration.ts';
import type { RunRecord, SweepResult, SweepSetting } from '../record.ts';
import { failedRequests, observedSeconds } from './arm-facts.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import type { TablePart } from './message.ts';
import { pooledArm } from './pooled-arm.ts';
import { sayCount, sayNumber, sayP } from './say-number.ts';

const COLUMNS = [
  { title: 'Setting', align: 'left' },
  { title: 'Verdict', align: 'left' },
  { title: 'N', align: 'right' },
  { title: 'max/mean', align: 'right' },
  { title: 'p, adjusted', align: 'right' },
  { title: 'Even within', align: 'right' },
  { title: 'Reconnects/s', align: 'right' },
  { title: 'Failed', align: 'right' },
  { title: 'p99', align: 'right' },
  { title: 'Tries', align: 'right' },
] as const satisfies TablePart['columns'];

/** Every setting of a sweep with its verdict and its price, and the restart alone above them. */
export function sweepTable(record: RunRecord, sweep: SweepResult): TablePart {
  const rows = sweep.settings.map((setting) => settingRow(setting, setting.name === sweep.recommended));
  const unfit = sweep.settings.flatMap(({ name, unfit }) =>
    unfit === null ? [] : [`${name}: ${escapeMrkdwn(unfit)}`],
  );
  const efficient = sweep.settings.filter((one) => one.efficient).map(({ name }) => name);
  const notes = [
    ...(sweep.recommended === null
      ? []
      : [`Recommended: *${sweep.recommended}*, because ${escapeMrkdwn(sweep.reason)}.`]),
    ...(efficient.length > 1
      ? [`Efficient, none of the others both cheaper and sooner even: ${efficient.join(', ')}.`]
      : []),
    ...(unfit.length === 0 ? [] : [`Not to be recommended: ${unfit.join('; ')}.`]),
  ];
  return {
    kind: 'table',
    caption: `Sweep of ${escapeMrkdwn(record.id)}: ${sayCount(rows.length, 'setting')} in ${sayCount(roundsOf(record), 'round')}, verdicts together at alpha ${record.parameters.alpha} (Holm over the settings, a part of alpha for each try)`,
    columns: [...COLUMNS],
    rows: [...controlRow(record), ...rows],
    note: notes.join('\n') || null,
  };
}

function roundsOf({ arms }: RunRecord): number {
  return arms.filter(({ setting }) => setting === null).length;
}

function settingRow(one: SweepSetting, isBest: boolean): string[] {
  const { verdict, reconnects_per_s, failed, rpcs, p99_ms, time_to_balance_ms } = one;
  return [
    isBest ? `${one.name} (recommended)` : one.name,
    verdict.name,
    String(verdict.n),
    verdict.max_over_mean === null ? '-' : verdict.max_over_mean.toFixed(2),
    pText(verdict.p_value),
    time_to_balance_ms.within === null ? '-' : speakDuration(time_to_balance_ms.within),
    `${sayNumber(reconnects_per_s.mean)} (peak ${sayNumber(reconnects_per_s.peak)})`,
    failed === 0 ? '0' : `${failed} of ${rpcs}`,
    p99_ms === null ? '-' : `${sayNumber(p99_ms)} ms`,
    one.invalid === 0 ? String(one.tries) : `${one.tries} (${one.invalid} invalid)`,
  ];
}

function controlRow(record: RunRecord): string[][] {
  const control = pooledArm(record, 'control');
  if (control === undefined) return [];
  const { verdict, client } = control;
  const p99 = client.latency_ms.p99;
  const failed = failedRequests(client);
  return [
    [
      'control, restart alone',
      verdict?.name ?? 'none',
      String(verdict?.n ?? 0),
      verdict?.max_over_mean?.toFixed(2) ?? '-',
      pText(verdict?.p_value ?? null),
      '-',
      sayNumber(client.reconnects / Math.max(0.001, observedSeconds(control))),
      failed === 0 ? '0' : `${failed} of ${client.rpcs}`,
      p99 === null ? '-' : `${sayNumber(p99)} ms`,
      String(roundsOf(record)),
    ],
  ];
}

function pText(p: number | null): string {
  return p === null ? '-' : sayP(p).replace('p = ', '').replace('p ', '');
}
