import { formatDuration, speakDuration } from '../domain/duration.ts';
import { AppError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import type { RunParameters } from '../domain/parameters.ts';
import { completeParameters } from '../domain/parameters.ts';
import type { Approval, ApprovalNeed, RunId, RunRequest } from '../domain/run.ts';
import { armsInOrder, observeMs, planSteps } from '../domain/run-plan.ts';
import { findScenario, type Scenario } from '../domain/scenario.ts';
import type { SweepPlan } from '../domain/sweep/sweep-plan.ts';
import type { RootMessage } from '../domain/text/message.ts';
import { type RunView, rootMessage } from '../domain/text/root-message.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Queued, RunQueue } from '../ports/run-queue.ts';
import type { RunStore } from '../ports/run-store.ts';

/** About 200 bytes each in memory, and as much again in the raw files. */
const MAX_REQUESTS = 2_000_000;

/** The most that a run may ask of a target. */
export interface TargetLimits {
  clients: number;
  observe_ms: number;
  scenarios: readonly string[];
}

export interface SubmitDeps {
  chat: Chat;
  queue: RunQueue;
  store: RunStore;
  clock: Clock;
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
  const parameters = completeParameters(asked.scenario, asked.given, deps.newSeed(), asked.sweep);
  checkAllowed(deps, target, asked.scenario.name, parameters);
  return {
    id: deps.newRunId(),
    scenario: asked.scenario.name,
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
  scenario: string,
  parameters: RunParameters,
): void {
  const { clients, observe_ms } = parameters;
  const limits = deps.targets.get(target);
  if (limits === undefined) {
    const names = [...deps.targets.keys()].map((name) => `\`${name}\``).join(', ');
    throw new AppError('target_unknown', `There is no target \`${target}\`. Targets: ${names}.`);
  }
  if (!limits.scenarios.includes(scenario)) {
    throw new AppError(
      'over_limit',
      `Target \`${target}\` does not allow \`${scenario}\`: ${limits.scenarios.join(', ')}.`,
    );
  }
  if (clients > limits.clients) {
    throw new AppError(
      'over_limit',
      `Target \`${target}\` allows ${limits.clients} clients; ${clients} were asked for.`,
    );
  }
  if (observe_ms !== null && observe_ms > limits.observe_ms) {
    throw new AppError(
      'over_limit',
      `Target \`${target}\` allows \`observe\` up to ${formatDuration(limits.observe_ms)}.`,
    );
  }
  if (parameters.sweep !== undefined) checkSweep(target, limits, scenario, parameters, parameters.sweep);
  checkSize(scenario, parameters);
}

/** A run keeps every request until its end, and its raw files as one value in the store, which takes 512 MB. */
function checkSize(name: string, parameters: RunParameters): void {
  const { clients, interval_ms, sweep } = parameters;
  const longest = sweep?.budget_ms ?? expectedMs(name, parameters);
  const requests = (clients * longest) / interval_ms;
  if (requests <= MAX_REQUESTS) return;
  const less = sweep === undefined ? 'fewer `repeats`' : 'a smaller `budget`';
  throw new AppError(
    'over_limit',
    `${clients} clients with a request every ${formatDuration(interval_ms)} make about ${Math.round(requests / 100_000) / 10} million requests in ${speakDuration(longest)}; a run keeps each of them, and 2 million at most: fewer clients, a longer \`interval\`, or ${less}.`,
  );
}

/** A sweep chooses how long it observes, and must have the time for one round. */
function checkSweep(
  target: string,
  limits: TargetLimits,
  name: string,
  parameters: RunParameters,
  sweep: SweepPlan,
): void {
  const scenario = findScenario(name);
  const arms = scenario === undefined ? [] : armsInOrder(scenario, parameters);
  for (const arm of arms) {
    const observe = observeMs(arm, parameters);
    if (observe <= limits.observe_ms) continue;
    throw new AppError(
      'over_limit',
      `Arm \`${arm.name}\` has to be observed for ${speakDuration(observe)}; target \`${target}\` allows ${formatDuration(limits.observe_ms)}.`,
    );
  }
  const round = expectedMs(name, parameters);
  if (round <= sweep.budget_ms) return;
  const enough = formatDuration(60_000 * Math.ceil(round / 60_000));
  throw new AppError(
    'over_limit',
    `One round of these ${arms.length} arms takes about ${speakDuration(round)}, more than the budget of ${formatDuration(sweep.budget_ms)}: fewer values, or \`budget=${enough}\`.`,
  );
}

/**
 * Keeps a run, opens its thread and queues it, in that order, so that a run that waits can always be told about. One
 * that needs a person's word waits for it instead, in no queue.
 * A repeated delivery changes nothing and gives the run of the first.
 * @throws AppError `queue_unavailable`, `chat_failed`; nothing is started then
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
    if (approval !== null) await store.update(id, { state: 'awaiting_approval', approval });
    const ts = await chat.postRoot(request.thread.channel, rootMessage(view));
    request.thread = { ...request.thread, ts };
    await store.update(request.id, { thread: request.thread });
  } catch (cause) {
    await giveUp(deps, request.id);
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
    await giveUp(deps, request.id);
    const { channel, ts } = request.thread;
    // The person hears of it as the answer to the command, whether the message can be changed or not.
    await deps.chat.updateRoot({ channel, ts: ts ?? '' }, notQueued(request)).catch(() => undefined);
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
async function giveUp({ store }: SubmitDeps, id: RunId): Promise<void> {
  await store.update(id, { state: 'failed', told: true }).catch(() => undefined);
}

function notQueued(request: RunRequest): RootMessage {
  const line = ':x: The queue did not take this run; nothing was started. Try again in a moment.';
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

/** What a run is expected to take, in milliseconds. */
export function expectedMs(name: string, parameters: RunParameters): number {
  const scenario = findScenario(name);
  if (scenario === undefined) return 0;
  return planSteps(armsInOrder(scenario, parameters), parameters, 3).reduce((sum, step) => sum + step.ms, 0);
}
