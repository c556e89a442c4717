import { speakDuration } from '../duration.ts';
import type { RunParameters } from '../parameters.ts';
import type { RunRecord, SweepResult, SweepSetting } from '../record.ts';
import { settingText } from '../setting.ts';
import { MAX_ROUNDS } from '../sweep/sweep-plan.ts';
import { spreadText } from './arm-facts.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';
import type { ThreadPart } from './message.ts';
import { pooledArm } from './pooled-arm.ts';
import { targetText } from './run-words.ts';
import { sayCount, sayNumber } from './say-number.ts';
import { SNIPPET_PLACE, settingSnippet } from './snippet.ts';

/** What is left to try where no value can be recommended. */
const NEXT: Readonly<Record<SweepResult['stopped'], string>> = {
  decided: 'Every setting is decided: other `values`, or a later `within`, is what is left to try.',
  budget: 'The budget is spent. More `clients`, or a larger `budget`, gives each setting more picks.',
  rounds: `${MAX_ROUNDS} rounds did not decide it, and a sweep has no more. More \`clients\` give each setting more picks.`,
};

/** When a sweep left settings undecided. */
const WHEN: Readonly<Record<SweepResult['stopped'], string>> = {
  decided: '',
  budget: ' when the budget was spent',
  rounds: ` after ${MAX_ROUNDS} rounds`,
};

/** Settings that one line names with what is the matter with each. */
const NAMED = 4;

/** The first lines of a finished sweep: which value and why, then its price and the next command. */
export function sweepLines(record: RunRecord, sweep: SweepResult): string[] {
  const best = sweep.settings.find(({ name }) => name === sweep.recommended);
  if (best === undefined) return noneLines(record, sweep);
  const spread = pooledArm(record, best.name);
  const bound = best.verdict.upper_bound;
  const most = bound === null ? '' : `, the fullest at most ${bound.toFixed(2)} times the mean`;
  const shares = spread === undefined ? '' : ` (${spreadText({ ...spread, verdict: null })}${most})`;
  return [
    `:white_check_mark: *${best.name} is the value to set on ${targetText(record.target.name)}*: connections spread evenly over ${sayCount(best.verdict.k, 'Pod')}${shares}, and ${escapeMrkdwn(sweep.reason)}.${controlText(record)}`,
    [`*Price*: ${priceText(record.parameters, best)}.`, ...othersText(best, sweep.settings)].join(' '),
    `Set \`${settingText(best.setting)}\`; the lines to copy are in the thread.${openText(sweep)}`,
  ];
}

function noneLines(record: RunRecord, sweep: SweepResult): string[] {
  const each = sweep.settings.slice(0, NAMED).map(({ name, unfit }) => `*${name}* ${escapeMrkdwn(unfit ?? '')}`);
  const more = sweep.settings.length > NAMED ? `; ${sweep.settings.length - NAMED} more are in the thread` : '';
  return [
    `:grey_question: *No value can be recommended on ${targetText(record.target.name)}*: ${each.join('; ')}${more}.`,
    NEXT[sweep.stopped],
  ];
}

function controlText(record: RunRecord): string {
  const control = pooledArm(record, 'control');
  return control === undefined || control.verdict?.name === 'INVALID'
    ? ''
    : ` After a restart alone it was ${spreadText(control)}.`;
}

function priceText(
  { clients, interval_ms }: RunParameters,
  { reconnects_per_s, rpcs, failed, time_to_balance_ms }: SweepSetting,
): string {
  const { within } = time_to_balance_ms;
  const each = (1000 * clients) / interval_ms / reconnects_per_s.mean;
  return [
    `${sayNumber(reconnects_per_s.mean)} reconnects/s, ${sayNumber(reconnects_per_s.peak)} in the fullest second`,
    ...(each > 1.1 ? [`1 in ${sayNumber(each)} requests opens a connection`] : ['every request opens a connection']),
    ...(within === null ? [] : [`even again within ${speakDuration(within)}`]),
    failed === 0 ? '0 failed requests' : `${failed} of ${sayCount(rpcs, 'request')} failed`,
  ].join(', ');
}

/** What the other fit settings cost, as multiples. */
function othersText(best: SweepSetting, settings: readonly SweepSetting[]): string[] {
  const price = best.reconnects_per_s.mean;
  const others = settings.filter((one) => one !== best && one.unfit === null);
  if (others.length === 0 || price === 0) return [];
  const each = others.map(({ name, reconnects_per_s, time_to_balance_ms: { within } }) => {
    const soon = within === null ? '' : ` (even within ${speakDuration(within)})`;
    return `${name} costs ${sayNumber(reconnects_per_s.mean / price)} times as much${soon}`;
  });
  return [`${each.join(', ')}.`];
}

/** What is not decided is said to be so. */
function openText({ settings, stopped }: SweepResult): string {
  const open = settings.filter(({ verdict }) => verdict.name === 'INCONCLUSIVE' || verdict.name === 'INVALID');
  if (open.length === 0) return '';
  return ` Not decided${WHEN[stopped]}: ${open.map(({ name }) => name).join(', ')}.`;
}

/** The recommended setting as lines to copy, or what each setting lacks. */
export function sweepAdvice({ settings, recommended, reason }: SweepResult): ThreadPart {
  const best = settings.find(({ name }) => name === recommended);
  if (best === undefined) return { kind: 'text', text: `*No recommendation*: ${escapeMrkdwn(reason)}.` };
  const text = `*Recommendation*: ${best.name}, ${SNIPPET_PLACE}:\n\`\`\`\n${settingSnippet(best.setting)}\n\`\`\``;
  return { kind: 'text', text };
}
