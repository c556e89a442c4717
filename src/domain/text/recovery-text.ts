import type { Answer } from '../ask.ts';
import type { Language } from '../language.ts';
import type { Recovery, Restore } from '../record-restore.ts';
import { codeText, escapeMrkdwn } from './escape-mrkdwn.ts';
import type { ThreadPart } from './message.ts';
import { personText, targetText } from './run-words.ts';
import { type Words, wordsIn } from './words.ts';

/** Says first that a target is not restored. */
export function notRestored(target: string, language: Language = 'en'): string {
  return wordsIn(language).recovery.notRestored(targetText(target));
}

/**
 * Why a target is not restored, what is in the way, and every way to go on; without overwriting where that is what was
 * forbidden, since it would be so again.
 */
export function notRestoredLines(
  target: string,
  problem: Restore['problem'],
  { isOverwriteForbidden = false, language = 'en' }: { isOverwriteForbidden?: boolean; language?: Language } = {},
): string[] {
  const words = wordsIn(language).recovery;
  const recover = `/nlb recover ${escapeMrkdwn(target)}`;
  const why = escapeMrkdwn(problem?.message ?? '');
  if (problem === undefined || problem.differs.length === 0) {
    return [words.withWhy(why, waysOf(problem?.code, recover, words))];
  }
  return [
    words.inTheWay(why),
    ...bullets(problem.differs),
    words.goOn(),
    words.takeBack(),
    words.keepTheirs(`${recover} keep=theirs`),
    ...(isOverwriteForbidden ? [] : [words.keepOurs(keepOurs(target, problem.confirm))]),
  ];
}

/** The command that writes over what somebody else changed; on a guarded target for exactly what `confirm` is of. */
export function keepOurs(target: string, confirm: string | null | undefined): string {
  return `/nlb recover ${escapeMrkdwn(target)} keep=ours${confirm ? ` confirm=${escapeMrkdwn(confirm)}` : ''}`;
}

function waysOf(code: string | undefined, recover: string, words: Words['recovery']): string {
  if (code === 'target_unfit') return words.onceMended(recover);
  return code === 'target_forbidden' ? words.grant(recover) : words.triesAgain(recover);
}

/** How a recovery ended. */
export function recoveryLines(target: string, recovery: Recovery, language: Language = 'en'): string[] {
  const words = wordsIn(language).recovery;
  const { state, keep, differs, stays = [], asked_by } = recovery;
  const name = targetText(target);
  const by = asked_by === null ? words.byItself() : words.askedBy(personText(asked_by));
  const when = words.when(recovery.at.slice(11, 19), by);
  if (state === 'FAILED') {
    const { code = '', message = '', confirm } = recovery;
    const problem = { code, message, differs, ...(confirm === undefined ? {} : { confirm }) };
    const isOverwriteForbidden = keep === 'ours' && code === 'target_forbidden';
    return [
      words.stopped(notRestored(target, language), when),
      ...notRestoredLines(target, problem, { isOverwriteForbidden, language }),
    ];
  }
  if (state === 'KEPT') {
    const rest = differs.length === 0 ? [] : [words.leftSo(), ...bullets(differs)];
    return [words.kept(name, when), ...rest];
  }
  const head = words.restored(name, stays.length === 0, keep === 'ours', when);
  const overwritten = differs.length === 0 ? [head] : [words.overwritten(head), ...bullets(differs)];
  return stays.length === 0 ? overwritten : [...overwritten, words.stillTheirs(), ...bullets(stays)];
}

/** The reply that tells a thread of a target that is not restored: an edited message notifies nobody. */
export function alarmPart(
  target: string,
  requestedBy: string,
  problem: Restore['problem'],
  language: Language = 'en',
): ThreadPart {
  const alarm = `:rotating_light: ${personText(requestedBy)} ${notRestored(target, language)}`;
  return { kind: 'text', text: [alarm, ...notRestoredLines(target, problem, { language })].join('\n') };
}

/** The reply that tells a thread of a recovery. */
export function recoveryPart(
  target: string,
  requestedBy: string,
  recovery: Recovery,
  language: Language = 'en',
): ThreadPart {
  return { kind: 'text', text: [personText(requestedBy), ...recoveryLines(target, recovery, language)].join('\n') };
}

/** What the person who asked for a recovery is told; `taken` and `nobody` are said of a question without an answer. */
export function recoveryAnswer(
  target: string,
  heard: Answer | { kind: 'taken' | 'nobody' },
  language: Language = 'en',
): string {
  const words = wordsIn(language).recovery;
  const name = targetText(target);
  switch (heard.kind) {
    case 'nothing':
      return words.nothing(name);
    case 'busy': {
      const holder = escapeMrkdwn(heard.holder);
      return words.busy(name, `\`${holder}\``, `/nlb cancel ${holder}`);
    }
    case 'recovered': {
      const told = words.toldThere(codeText(heard.run));
      return [...recoveryLines(target, heard.recovery, language), told].join('\n');
    }
    case 'refused':
      return words.refused(name, escapeMrkdwn(heard.message));
    case 'nobody':
      return words.nobody(name);
    default:
      return words.goesOn(name, `/nlb targets ${escapeMrkdwn(target)}`);
  }
}

function bullets(lines: readonly string[]): string[] {
  return lines.map((line) => `• ${escapeMrkdwn(line)}`);
}
