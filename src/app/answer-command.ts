import { type Command, parseCommand } from '../domain/command.ts';
import type { Language } from '../domain/language.ts';
import { codeText } from '../domain/text/escape-mrkdwn.ts';
import { addTargetText, helpText, usageText } from '../domain/text/help-text.ts';
import { wordsIn } from '../domain/text/words.ts';
import type { Target } from '../ports/target.ts';
import { type DoctorDeps, lookAtAll } from './answer-doctor.ts';
import { answerExplain } from './answer-explain.ts';
import { answerHistory } from './answer-history.ts';
import { answerRecommend } from './answer-recommend.ts';
import { answerSchedule, type ScheduleDeps } from './answer-schedule.ts';
import { answerStatus } from './answer-status.ts';
import { CHAT_PATIENCE_MS, knownTarget, showTargets } from './answer-targets.ts';
import { approveRun } from './approve-run.ts';
import { askRecovery } from './ask-recovery.ts';
import { cancelRun } from './cancel-run.ts';
import { checkPerson } from './check-person.ts';
import { type CompareDeps, postComparison } from './compare-runs.ts';
import { type ChannelTargets, inChannel } from './in-channel.ts';
import { note, notingRefusal } from './note-audit.ts';
import { type PlanOfDeps, planOf } from './plan-of.ts';
import { planRun } from './plan-run.ts';
import { showRun } from './show-run.ts';
import { type StartDeps, startRun } from './start-run.ts';
import { requestOf } from './submit-run.ts';

export interface AnswerDeps
  extends StartDeps,
    CompareDeps,
    ChannelTargets,
    ScheduleDeps,
    Pick<PlanOfDeps, 'documents'>,
    Pick<DoctorDeps, 'desk' | 'profile' | 'diagnostics' | 'lastly'> {
  /** The read side of each target. */
  target: (name: string) => Target;
}

/** Who asked, and where. */
export interface Asker {
  user: string;
  channel: string;
  key: string;
  /** The language that this person is answered in. */
  language: Language;
}

/**
 * Answers a command to the person who typed it; null where a message in the channel is the answer. `plan` is the text of
 * the plan that came with it, from a form.
 * @throws AppError for what could not be done; nothing was started then
 */
export async function answerCommand(
  everywhere: AnswerDeps,
  asker: Asker,
  text: string,
  plan?: string,
): Promise<string | null> {
  const deps = inChannel(everywhere, asker.channel);
  const parsed = parseCommand(text);
  if (!parsed.ok) return usageText(parsed.error, asker.language);
  const { command } = parsed;
  switch (command.name) {
    case 'help':
      return helpText(command.command, asker.language);
    case 'run':
      return answerRun(deps, asker, command, plan);
    case 'status':
      return answerStatus(deps, command.run, asker.language);
    case 'cancel':
      return answerCancel(deps, asker, command.run);
    case 'approve':
      return answerApprove(deps, asker, command.run);
    case 'history':
      return answerHistory(deps, command, asker.language);
    case 'show':
      return showRun(deps, command.run, asker.language);
    case 'compare':
      return postComparison(deps, asker, command);
    case 'recommend':
      return answerRecommend(deps, command, asker.language);
    case 'targets':
      if (command.add) return addTargetText(asker.language);
      return (await showTargets(deps, { ...command, key: asker.key, language: asker.language }, CHAT_PATIENCE_MS)).text;
    case 'recover':
      return answerRecover(deps, asker, command);
    case 'schedule':
      return answerSchedule(deps, asker, command);
    case 'doctor':
      return (await lookAtAll(deps, asker.key, CHAT_PATIENCE_MS, asker.language)).text;
    case 'explain':
      return answerExplain(deps, asker, command);
  }
}

async function answerRun(
  deps: AnswerDeps,
  asker: Asker,
  command: Extract<Command, { name: 'run' }>,
  text: string | undefined,
): Promise<string | null> {
  const { scenario, given, target, dry, confirm, sweep } = command;
  const written = await planOf(deps, command, { text, language: asker.language });
  if (written !== null && 'refused' in written) return written.refused;
  const custom = written === null ? {} : { custom: written.plan };
  const submission = { scenario, given, ...(sweep === undefined ? {} : { sweep }), ...custom, target, ...asker };
  if (!dry) {
    const name = target ?? deps.defaultTarget;
    const what = `/nlb ${sweep === undefined ? 'run' : 'sweep'} ${scenario.name} on=${name}`;
    const about = { who: asker.user, channel: asker.channel, target: name, what };
    const request = await notingRefusal(deps, about, async () => requestOf(deps, submission));
    await startRun(deps, request, asker.key, confirm);
    return null;
  }
  const request = requestOf(deps, submission);
  const { part } = await planRun(deps.plan(request.target), request);
  return part.kind === 'text' ? `${wordsIn(asker.language).plan.dryRun()}\n${part.text}` : null;
}

/** Recovers a target; nothing that puts one back waits for the audit log. */
async function answerRecover(
  deps: AnswerDeps,
  asker: Asker,
  command: Extract<Command, { name: 'recover' }>,
): Promise<string> {
  const { user, channel } = asker;
  const target = command.target ?? deps.defaultTarget;
  const keep = command.keep === null ? '' : ` keep=${command.keep}`;
  const about = { who: user, channel, target, what: `/nlb recover ${target}${keep}` };
  await notingRefusal(
    deps,
    about,
    async () => await checkPerson(deps, asker, { target: knownTarget(deps, target), scenario: null }),
  );
  const answered = await askRecovery(deps, { ...command, ...asker }, CHAT_PATIENCE_MS);
  await note(deps, { ...about, kind: 'recovery' });
  return answered.text;
}

/** Cancels and says what that meant. */
export async function answerCancel(deps: AnswerDeps, asker: Omit<Asker, 'key'>, run: string): Promise<string> {
  const { cancel } = wordsIn(asker.language).answers;
  return cancel[await cancelRun(deps, run, asker)](codeText(run));
}

/** Approves and says what that meant; null where the run's own message tells it. */
export async function answerApprove(deps: AnswerDeps, asker: Omit<Asker, 'key'>, run: string): Promise<string | null> {
  const { approve } = wordsIn(asker.language).answers;
  const came = await approveRun(deps, run, asker);
  return came === 'approved' ? null : approve[came](codeText(run));
}
