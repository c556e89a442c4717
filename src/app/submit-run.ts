import type { CustomPlan } from '../domain/custom/custom-plan.ts';
import { AppError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import type { RunParameters } from '../domain/parameters.ts';
import { completeParameters } from '../domain/parameters.ts';
import type { Approval, ApprovalNeed, RunId, RunRequest } from '../domain/run.ts';
import { excessOf, type TargetLimits } from '../domain/run-limits.ts';
import { expectedMs } from '../domain/run-plan.ts';
import type { Scenario, ScenarioName } from '../domain/scenario.ts';
import type { SweepPlan } from '../domain/sweep/sweep-plan.ts';
import type { RootMessage } from '../domain/text/message.ts';
import { type RunView, rootMessage } from '../domain/text/root-message.ts';
import { wordsIn } from '../domain/text/words.ts';
import type { Chat } from '../ports/chat.ts';
import type { Queued, RunQueue } from '../ports/run-queue.ts';
import type { RunStore } from '../ports/run-store.ts';
import { type AuditDeps, aboutRun, noteOrRefuse } from './note-audit.ts';

export interface SubmitDeps extends AuditDeps {
  chat: Chat;
  queue: RunQueue;
  store: RunStore;
  /** The targets by name, with what a run may ask of each. */
  targets: ReadonlyMap<string, TargetLimits>;
  defaultTarget: string;
  /** Whose word a run on a target needs. */
  needOf: (target: string) => ApprovalNeed;
  newRunId: () => RunId;
  newSeed: () => number;
}

export interface Submission {
  scenario: Scenario;
  given: ReadonlyMap<string, number | string | boolean>;
  /** With a sweep: what it tries. */
  sweep?: SweepPlan;
  /** Of a run of a written plan. */
  custom?: CustomPlan;
  target: string | null;
  user: string;
  channel: string;
  /** Identity of the delivery: the same for every copy of one command. */
  key: string;
  language: Language;
}

/**
 * The request that a command asks for, complete; nothing is kept or started.
 * @throws AppError `target_unknown`, `over_limit`
 */
export function requestOf(deps: SubmitDeps, asked: Submission): RunRequest {
  const target = asked.target ?? deps.defaultTarget;
  const { scenario, given, sweep, custom } = asked;
  const parameters = completeParameters(scenario, given, deps.newSeed(), sweep, custom, deps.targets.get(target));
  checkAllowed(deps, target, scenario.name, parameters);
  return {
    id: deps.newRunId(),
    scenario: scenario.name,
    target,
    parameters,
    requested_by: asked.user,
    requested_at: deps.clock.wallIso(),
    thread: { channel: asked.channel, ts: null },
    ...inLanguage(asked.language),
  };
}

/** The part of a request that says its language; nothing for English. */
export function inLanguage(language: Language): Pick<RunRequest, 'language'> {
  return language === 'en' ? {} : { language };
}

/** Whether the target is there and allows so much. @throws AppError `target_unknown`, `over_limit` */
export function checkAllowed(
  deps: Pick<SubmitDeps, 'targets'>,
  target: string,
  scenario: ScenarioName,
  parameters: RunParameters,
): void {
  const limits = deps.targets.get(target);
  if (limits === undefined) {
    const names = [...deps.targets.keys()].map((name) => `\`${name}\``).join(', ');
    throw new AppError('target_unknown', `There is no target \`${target}\`. Targets: ${names}.`);
  }
  const excess = excessOf({ name: target, limits }, scenario, parameters);
  if (excess !== null) throw new AppError('over_limit', excess.message);
}

/**
 * Keeps a run, notes that it was asked for, opens its thread and queues it, in that order, so that a run that waits can
 * always be told about. One that needs a person's word waits for it instead, in no queue.
 * A repeated delivery changes nothing and gives the run of the first.
 * @throws AppError `queue_unavailable`, `audit_unavailable`, `chat_failed`; nothing is started then
 */
export async function submitRun(
  deps: SubmitDeps,
  request: RunRequest,
  key: string,
  approval: Approval | null = null,
): Promise<RunId> {
  const { chat, queue, store } = deps;
  const waiting = approval === null ? await queue.list(request.target) : [];
  const id = await store.create(request, key);
  if (id !== request.id) return id;
  const view = {
    ...viewOf(request),
    state: approval === null ? ('queued' as const) : ('awaiting_approval' as const),
    approval,
    place: approval === null ? waiting.length : null,
    starts_in_ms: approval === null ? waitMs(waiting, waiting.length) : null,
  };
  try {
    const outcome = request.schedule === undefined ? null : `of schedule ${request.schedule.id}`;
    await noteOrRefuse(deps, { ...aboutRun(request), kind: 'asked', outcome });
    if (approval !== null) await store.update(id, { state: 'awaiting_approval', approval });
    // One that nobody waits for opens its thread at its end, if it has news.
    if (request.schedule?.quiet !== true) {
      const ts = await chat.postRoot(request.thread.channel, rootMessage(view));
      request.thread = { ...request.thread, ts };
      await store.update(request.id, { thread: request.thread });
    }
  } catch (cause) {
    await giveUp(deps, request.id, cause);
    throw cause;
  }
  if (approval === null) await queueRun(deps, request);
  return request.id;
}

/** Puts a run that is kept into its queue. @throws AppError `queue_unavailable`; the run has ended untouched then */
export async function queueRun(deps: SubmitDeps, request: RunRequest): Promise<void> {
  try {
    await deps.queue.add(request);
  } catch (cause) {
    // Should the queue have taken it after all, a worker that finds it failed leaves it alone.
    await giveUp(deps, request.id, cause);
    const { channel, ts } = request.thread;
    // The person hears of it as the answer to the command, whether the message can be changed or not.
    if (ts !== null) await deps.chat.updateRoot({ channel, ts }, notQueued(request)).catch(() => undefined);
    throw cause;
  }
}

function viewOf(request: RunRequest): RunView {
  return {
    request,
    state: 'queued',
    approval: null,
    place: null,
    starts_in_ms: null,
    progress: null,
    record: null,
    cancelled_by: null,
    previous: null,
  };
}

/** Ends a run that was never queued. A store that is away too can not be told; the reporter ends the run later then. */
async function giveUp({ store }: Pick<SubmitDeps, 'store'>, id: RunId, cause: unknown): Promise<void> {
  const refusal =
    cause instanceof AppError
      ? { code: cause.code, message: cause.message }
      : { code: 'internal' as const, message: 'Something unexpected happened.' };
  await store.update(id, { state: 'failed', told: true, refusal }).catch(() => undefined);
}

function notQueued(request: RunRequest): RootMessage {
  const line = wordsIn(request.language ?? 'en').answers.notQueued();
  return { ...rootMessage({ ...viewOf(request), state: 'failed' }), text: line, lines: [line], buttons: [] };
}

/** How long the run at a place waits for those before it, in milliseconds; 0 when it is next on an idle target. */
export function waitMs(queued: readonly Queued[], place: number): number {
  return queued
    .slice(0, place)
    .reduce(
      (sum, one) => sum + (one.progress?.remaining_ms ?? expectedMs(one.request.scenario, one.request.parameters)),
      0,
    );
}
