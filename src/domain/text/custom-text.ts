import type { CustomPlan } from '../custom/custom-plan.ts';
import type { PlanProblem } from '../custom/plan-problem.ts';
import { type Probe, type ProbeResult, toleranceText, unitText } from '../custom/probe.ts';
import type { Language } from '../language.ts';
import type { RunParameters } from '../parameters.ts';
import type { RunRecord } from '../record.ts';
import type { ArmRecord } from '../record-arm.ts';
import { observeMs } from '../run-plan.ts';
import type { ArmPlan } from '../scenario.ts';
import { settingText } from '../setting.ts';
import { spreadText } from './arm-facts.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import type { TablePart } from './message.ts';
import { runTitle, targetText } from './run-words.ts';
import { sayNumber } from './say-number.ts';
import { wordsIn } from './words.ts';

/** Everything that is wrong with a plan, a line each; beyond `most` only how many more. Not escaped. */
export function problemLines(
  problems: readonly PlanProblem[],
  language: Language,
  most = Number.POSITIVE_INFINITY,
): string[] {
  const { custom: say } = wordsIn(language);
  const shown = problems.slice(0, most).map(({ at, wrong }) => say.problem(at.line, at.column, wrong));
  return problems.length > shown.length ? [...shown, say.moreProblems(problems.length - shown.length)] : shown;
}

/** The arms and probes of a plan, a line each. */
export function customLines(
  plan: CustomPlan,
  { arms, parameters }: { arms: readonly ArmPlan[]; parameters: RunParameters },
  language: Language,
): string[] {
  const { custom: say, units } = wordsIn(language);
  const armLines = arms.map((arm, index) => {
    const change = plan.arms[index]?.change ?? 'none';
    const setting = arm.setting === null ? null : codeText(settingText(arm.setting));
    const observed = units.duration(observeMs(arm, parameters));
    return say.armOf(say.arm(arm.name, change, setting), observed, arm.name === plan.judged);
  });
  const probes = plan.probes.map((probe) => probeLine(probe, language));
  return probes.length === 0 ? armLines : [...armLines, say.probes(), ...probes];
}

function probeLine(probe: Probe, language: Language): string {
  const { custom: say, units } = wordsIn(language);
  const { source, tolerance, every_ms, severity } = probe;
  return say.probe({
    name: escapeMrkdwn(probe.name),
    source:
      source.kind === 'promql'
        ? codeText(source.query)
        : say.statistic(codeText(source.statistic), source.measure, source.over),
    tolerance: codeText(toleranceText(tolerance)),
    every: units.duration(every_ms),
    severity,
  });
}

/** The answer of a run of a written plan: the judged arm, the others beside it, and whether the probes held. */
export function customAnswer(record: RunRecord, judged: ArmRecord, language: Language): string {
  const { custom: say, units } = wordsIn(language);
  const { verdict } = record;
  const name = verdict?.name === 'BALANCED' || verdict?.name === 'IMBALANCED' ? verdict.name : 'INCONCLUSIVE';
  const title = escapeMrkdwn(runTitle(record, language));
  const others = record.arms
    .filter((arm) => arm.name !== judged.name && arm.verdict !== null)
    .map((arm) => `${arm.name} ${spreadText(arm, language)}`);
  return [
    say.answer[name](title, targetText(record.target.name), judged.name, spreadText(judged, language)),
    ...(others.length === 0 ? [] : [say.others(others.join(units.semicolon))]),
    ...probesSentence(record, language),
  ].join(units.gap);
}

function probesSentence({ probes = [] }: RunRecord, language: Language): string[] {
  const { custom: say, units } = wordsIn(language);
  const broken = probes.filter((probe) => !isHeld(probe));
  if (probes.length === 0) return [];
  if (broken.length === 0) return [say.probesHeld(probes.length)];
  return [say.probesBroken(broken.map(({ name }) => escapeMrkdwn(name)).join(units.comma))];
}

function isHeld({ violated_at_ms, blind_at_ms, worst }: ProbeResult): boolean {
  return violated_at_ms === null && blind_at_ms === null && worst !== null;
}

/** What each probe has read; null where a run has none. */
export function probeTable(record: RunRecord, language: Language = 'en'): TablePart | null {
  const { probes = [] } = record;
  if (probes.length === 0) return null;
  const { custom: say, units } = wordsIn(language);
  const { columns } = say;
  const right = 'right' as const;
  const left = 'left' as const;
  return {
    kind: 'table',
    caption: say.table(escapeMrkdwn(record.id)),
    columns: [
      { title: columns.probe, align: left },
      { title: columns.limit, align: left },
      { title: columns.severity, align: left },
      { title: columns.readings, align: right },
      { title: columns.worst, align: right },
      { title: columns.held, align: left },
    ],
    rows: probes.map((probe) => {
      const { violated_at_ms: violated, blind_at_ms: blind, worst, readings } = probe;
      const read = readings.filter(({ value }) => value !== null).length;
      const held =
        violated !== null
          ? say.notHeld(units.duration(violated))
          : blind !== null
            ? say.blind(units.duration(blind))
            : worst === null
              ? say.unread()
              : say.held();
      return [
        probe.name,
        probe.tolerance,
        say.severities[probe.severity],
        say.readings(read, readings.length),
        worst === null ? '-' : valueText(worst, unitOf(record, probe.name)),
        held,
      ];
    }),
    note: null,
  };
}

/** Why a probe ended a run, and when; null where none did. */
export function stopReason(record: RunRecord, language: Language): { at: string; why: string } | null {
  const { custom: say, units } = wordsIn(language);
  if (record.failure?.code !== 'probe_stopped') return null;
  const stops = (record.probes ?? []).filter(({ severity }) => severity === 'stop');
  for (const { name, violated_at_ms, blind_at_ms, readings, tolerance } of stops) {
    const at = violated_at_ms ?? blind_at_ms;
    if (at === null) continue;
    const value = readings.find((reading) => reading.at_ms === at)?.value ?? null;
    const why =
      violated_at_ms === null || value === null
        ? say.wentBlind(escapeMrkdwn(name))
        : say.violated(escapeMrkdwn(name), valueText(value, unitOf(record, name)), codeText(tolerance));
    return { at: units.duration(at), why };
  }
  return null;
}

/** A number as it was read, with the unit of its probe. */
function valueText(value: number, unit: string): string {
  return `${Number.isInteger(value) ? value.toLocaleString('en-US') : sayNumber(value)}${unitText(unit)}`;
}

function unitOf({ parameters }: RunRecord, name: string): string {
  return parameters.custom?.probes.find((probe) => probe.name === name)?.tolerance.unit ?? '';
}
