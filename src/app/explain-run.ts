import { topicsAbout } from '../domain/explain/topics.ts';
import type { Language } from '../domain/language.ts';
import type { RunRecord } from '../domain/record.ts';
import { hasEnded } from '../domain/run.ts';
import type { ClientEvent } from '../domain/sample.ts';
import { codeText } from '../domain/text/escape-mrkdwn.ts';
import { goingText } from '../domain/text/going-text.ts';
import { rootMessage } from '../domain/text/root-message.ts';
import { storyLines } from '../domain/text/run-story.ts';
import { whyPart } from '../domain/text/why-part.ts';
import { wordsIn } from '../domain/text/words.ts';
import type { Topology } from '../domain/topology.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunOutcome, StoredRun } from '../ports/run-store.ts';
import type { Target } from '../ports/target.ts';
import type { StatusDeps } from './answer-status.ts';
import { endedView } from './ended-view.ts';
import { unknownRun } from './unknown-run.ts';
import { within } from './within.ts';

export interface ExplainDeps extends StatusDeps {
  clock: Clock;
  /** The read side of each target. @throws AppError `target_unknown` */
  target: (name: string) => Target;
}

/** How long a target may take to name the addresses of its Pods, in milliseconds. */
const LOOK_MS = 2000;
/** The clients' events of a larger file are left out: reading them would keep everybody else waiting. Bytes. */
const MAX_EVENTS_BYTES = 8 * 1024 * 1024;

/**
 * Explains a run: what moved which connections when, what did not and why; of one that goes on what it does now.
 * @throws AppError `queue_unavailable`
 */
export async function explainRun(deps: ExplainDeps, run: string, language: Language = 'en'): Promise<string> {
  const stored = await deps.store.get(run);
  if (stored === null) return unknownRun(deps, run, language);
  if (!hasEnded(stored.state)) return explainGoing(deps, stored, language);
  const outcome = await deps.store.outcome(run);
  return outcome === null ? explainUnrecorded(deps, stored, language) : explainEnded(deps, stored, outcome, language);
}

async function explainGoing(
  { queue }: ExplainDeps,
  { request, state }: StoredRun,
  language: Language,
): Promise<string> {
  const queued = await queue.list(request.target);
  const progress = queued.find((one) => one.request.id === request.id)?.progress ?? null;
  return goingText({ request, state, progress }, language);
}

async function explainUnrecorded(deps: ExplainDeps, stored: StoredRun, language: Language): Promise<string> {
  const { lines } = rootMessage(await endedView(deps, stored, null), language);
  const id = codeText(stored.request.id);
  return [...lines, wordsIn(language).answers.notExplained(id, stored.state === 'done')].join('\n');
}

async function explainEnded(
  deps: ExplainDeps,
  stored: StoredRun,
  { record, raw }: RunOutcome,
  language: Language,
): Promise<string> {
  const isDone = record.state === 'done';
  const ended = isDone ? [] : rootMessage(await endedView(deps, stored, record), language).lines.slice(0, 2);
  if (record.arms.length === 0) return [...ended, wordsIn(language).answers.noArm()].join('\n');
  const part = whyPart(record, await topologyOf(deps, record), language);
  return [
    ...ended,
    ...(part.kind === 'text' ? [part.text] : []),
    ...storyLines(record, eventsOf(raw['clients.ndjson']), language),
    wordsIn(language).why.more(
      topicsAbout(record.scenario)
        .map((topic) => `\`/nlb explain ${topic}\``)
        .join(' · '),
    ),
  ].join('\n');
}

/** The target as it is now; null where it is gone or does not answer in time. */
async function topologyOf({ target, clock }: ExplainDeps, record: RunRecord): Promise<Topology | null> {
  const look = async (): Promise<Topology> => target(record.target.name).describe();
  return within(
    clock,
    LOOK_MS,
    look().catch(() => null),
  );
}

/** Null where the file is not kept any more, or is too large to be read while people wait. */
function eventsOf(bytes: Buffer | undefined): ClientEvent[] | null {
  if (bytes === undefined || bytes.length > MAX_EVENTS_BYTES) return null;
  const lines = bytes.toString().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as ClientEvent);
}
