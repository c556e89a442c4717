import type { Language } from '../language.ts';
import type { RunRecord } from '../record.ts';
import type { SweepResult, SweepSetting } from '../record-results.ts';
import { failedRequests, observedSeconds } from './arm-facts.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import type { TablePart } from './message.ts';
import { pooledArm } from './pooled-arm.ts';
import { sayNumber, sayP } from './say-number.ts';
import { sweepReason, unfitText } from './sweep-reason.ts';
import { type Words, wordsIn } from './words.ts';

const LEFT: readonly (keyof Words['sweep']['columns'])[] = ['setting', 'verdict'];

/** Every setting of a sweep with its verdict and its price, and the restart alone above them. */
export function sweepTable(record: RunRecord, sweep: SweepResult, language: Language = 'en'): TablePart {
  const { sweep: words, units } = wordsIn(language);
  const rows = sweep.settings.map((setting) => settingRow(setting, setting.name === sweep.recommended, language));
  const unfit = sweep.settings.flatMap((one) =>
    one.unfit === null ? [] : [`${one.name}: ${unfitText(record, one, language)}`],
  );
  const efficient = sweep.settings.filter((one) => one.efficient).map(({ name }) => name);
  const notes = [
    ...(sweep.recommended === null ? [] : [words.recommended(sweep.recommended, sweepReason(record, sweep, language))]),
    ...(efficient.length > 1 ? [words.efficient(efficient.join(', '))] : []),
    ...(unfit.length === 0 ? [] : [words.unfit(unfit.join(units.semicolon))]),
  ];
  const names = Object.keys(words.columns) as (keyof Words['sweep']['columns'])[];
  return {
    kind: 'table',
    caption: words.caption(escapeMrkdwn(record.id), rows.length, roundsOf(record), record.parameters.alpha),
    columns: names.map((name) => ({ title: words.columns[name], align: LEFT.includes(name) ? 'left' : 'right' })),
    rows: [...controlRow(record, language), ...rows],
    note: notes.join('\n') || null,
  };
}

function roundsOf({ arms }: RunRecord): number {
  return arms.filter(({ setting }) => setting === null).length;
}

function settingRow(one: SweepSetting, isBest: boolean, language: Language): string[] {
  const { spread, sweep: words, units } = wordsIn(language);
  const { verdict, reconnects_per_s, failed, rpcs, p99_ms, time_to_balance_ms } = one;
  return [
    isBest ? words.best(one.name) : one.name,
    verdict.name,
    String(verdict.n),
    verdict.max_over_mean === null ? '-' : verdict.max_over_mean.toFixed(2),
    pText(verdict.p_value),
    time_to_balance_ms.within === null ? '-' : units.duration(time_to_balance_ms.within),
    words.rateCell(sayNumber(reconnects_per_s.mean), sayNumber(reconnects_per_s.peak)),
    failed === 0 ? '0' : spread.failedShort(failed, rpcs),
    p99_ms === null ? '-' : `${sayNumber(p99_ms)} ms`,
    one.invalid === 0 ? String(one.tries) : words.invalidTries(one.tries, one.invalid),
  ];
}

function controlRow(record: RunRecord, language: Language): string[][] {
  const control = pooledArm(record, 'control');
  if (control === undefined) return [];
  const { report, spread, sweep: words } = wordsIn(language);
  const { verdict, client } = control;
  const p99 = client.latency_ms.p99;
  const failed = failedRequests(client);
  return [
    [
      words.restartAlone(),
      verdict?.name ?? report.noVerdict(),
      String(verdict?.n ?? 0),
      verdict?.max_over_mean?.toFixed(2) ?? '-',
      pText(verdict?.p_value ?? null),
      '-',
      sayNumber(client.reconnects / Math.max(0.001, observedSeconds(control))),
      failed === 0 ? '0' : spread.failedShort(failed, client.rpcs),
      p99 === null ? '-' : `${sayNumber(p99)} ms`,
      String(roundsOf(record)),
    ],
  ];
}

function pText(p: number | null): string {
  return p === null ? '-' : sayP(p).replace('p = ', '').replace('p ', '');
}
