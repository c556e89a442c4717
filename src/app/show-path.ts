import { pathChart } from '../domain/chart/path-chart.ts';
import { runPathChart } from '../domain/chart/run-path-chart.ts';
import { errorMessage, messageAndAdvice } from '../domain/error-message.ts';
import type { Language } from '../domain/language.ts';
import type { DoorAt, PathCheck, Unchecked } from '../domain/path/path-check.ts';
import type { PathSight } from '../domain/path/path-sight.ts';
import { pathView } from '../domain/path/path-view.ts';
import type { RunRecord } from '../domain/record.ts';
import { checkText } from '../domain/text/check-text.ts';
import { routePicture } from '../domain/text/route-picture.ts';
import { personText } from '../domain/text/run-words.ts';
import { wordsIn } from '../domain/text/words.ts';
import type { Topology } from '../domain/topology.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { WorkerDesk } from '../ports/worker-desk.ts';
import { askWorker } from './ask-worker.ts';
import { type AllowDeps, checkPerson } from './check-person.ts';
import type { OnceDeps } from './once.ts';
import { chartParts, type ResultDeps } from './result-parts.ts';

export interface ShowPathDeps extends ResultDeps, AllowDeps, Pick<OnceDeps, 'underWay'> {
  chat: Pick<Chat, 'postFile' | 'tell'>;
  desk: WorkerDesk;
  clock: Clock;
  profile: (name: string) => { class: string };
}

/** Which path is shown to whom. */
export interface PathWish {
  target: string;
  user: string;
  channel: string;
  key: string;
  language: Language;
  /** Whether connections are opened; null leaves it to the target's class. */
  check: boolean | null;
  /** Where they are opened. */
  door: DoorAt;
  /** What was typed, and what would have opened connections. */
  command: string;
  checkCommand: string;
}

/** How long the worker may take to be there and to look, and to check too, in milliseconds. */
const LOOK_MS = 2000;
const CHECK_MS = 12_000;
/** How much sooner the worker gives up than whoever asks it. */
const MARGIN_MS = 300;

/**
 * Posts a picture of a target's path into the channel, with what a check of it showed; once where it is asked for again
 * meanwhile. Where its worker does not answer, the path is drawn as the bot has found it, without counts and without a
 * check. Where no picture can be posted, whoever asked is told why, with the path in letters. Never rejects.
 */
export async function showPath(deps: ShowPathDeps, wish: PathWish, found: Topology): Promise<void> {
  const key = `path ${wish.target} ${wish.channel} ${wish.language}`;
  if (deps.underWay.has(key)) return;
  deps.underWay.add(key);
  try {
    const refused = await whyUnchecked(deps, wish);
    const sight = await look(deps, wish, refused, found);
    const said = checkText(sight.check, sight.source, wish.checkCommand, wish.language);
    await post(deps, wish, sight, said === null ? [] : [said]);
  } catch (cause) {
    await tellInLetters(deps, wish, found, cause);
  } finally {
    deps.underWay.delete(key);
  }
}

/**
 * Posts a picture of where a run's connections ended into the channel; nothing where there is none to draw. Never rejects.
 */
export async function showRunPath(
  deps: Pick<ShowPathDeps, 'chat' | 'charts' | 'log'>,
  wish: Pick<PathWish, 'user' | 'channel' | 'language' | 'command'>,
  record: RunRecord,
): Promise<void> {
  const { language, channel } = wish;
  const name = `path-${record.id}.png`;
  const [part] = await chartParts(deps, name, (spoken) => runPathChart(record, spoken), language);
  if (part?.kind !== 'file') return;
  const comment = wordsIn(language).path.askedBy(personText(wish.user), wish.command);
  await deps.chat.postFile(channel, { ...part, comment }).catch((cause: unknown) => {
    deps.log.warn('path_not_posted', { run: record.id, reason: errorMessage(cause) });
  });
}

/** Null where connections may be opened. */
async function whyUnchecked(deps: ShowPathDeps, wish: PathWish): Promise<Unchecked | null> {
  const { target, check } = wish;
  if (check === false) return { why: 'not_wanted' };
  if (check === null && deps.profile(target).class === 'production') return { why: 'production' };
  try {
    await checkPerson(deps, wish, { target, scenario: null });
    return null;
  } catch (cause) {
    return { why: 'not_allowed', message: errorMessage(cause) };
  }
}

async function look(
  deps: ShowPathDeps,
  { target, key, door }: PathWish,
  refused: Unchecked | null,
  { pods, service, kubernetes_version, envoy_version }: Topology,
): Promise<PathSight> {
  const check = refused === null ? door : null;
  const longest = check !== null ? CHECK_MS : LOOK_MS;
  const ask = { id: `${key}:path`, kind: 'path' as const, within_ms: longest - MARGIN_MS, check };
  let heard = await askWorker(deps, target, ask, LOOK_MS);
  // A worker that is there may take its time for a check; one that is not is not waited for so long.
  if (heard.kind === 'taken' && check !== null) heard = await askWorker(deps, target, ask, CHECK_MS - LOOK_MS);
  const notMade = (why: Unchecked): PathCheck => ({ kind: 'not_made', ...(refused ?? why) });
  if (heard.kind === 'path') {
    const { sight } = heard;
    return refused === null ? sight : { ...sight, check: notMade(refused) };
  }
  const source = { pods, service, kubernetes_version };
  const why: Unchecked = heard.kind === 'refused' ? { why: 'failed', message: heard.message } : { why: 'nobody' };
  return { source, envoy_version, held: {}, check: notMade(why) };
}

/** @throws AppError `chart_failed`, and as `postFile` of a chat */
async function post(deps: ShowPathDeps, wish: PathWish, sight: PathSight, lines: readonly string[]): Promise<void> {
  const { target, language, channel } = wish;
  const { source, held } = sight;
  const { kubernetes_version: kubernetes } = source;
  const view = pathView(source, held);
  const about = {
    target,
    at: deps.clock.wallIso(),
    versions: [...(kubernetes === null ? [] : [`Kubernetes ${kubernetes}`]), `Envoy ${sight.envoy_version}`],
  };
  const spec = pathChart(view, about, language);
  const bytes = await deps.charts.render(deps.charts.canWrite(language) ? spec : pathChart(view, about, 'en'));
  const asked = wordsIn(language).path.askedBy(personText(wish.user), wish.command);
  const { title, alt } = spec;
  const name = `path-${target}.png`;
  await deps.chat.postFile(channel, { kind: 'file', name, title, alt, bytes, comment: [...lines, asked].join('\n') });
}

async function tellInLetters(deps: ShowPathDeps, wish: PathWish, found: Topology, cause: unknown): Promise<void> {
  const { target, user, language } = wish;
  deps.log.warn('path_not_posted', { target, reason: errorMessage(cause) });
  const why = wordsIn(language).path.notPosted(messageAndAdvice(cause));
  await deps.chat.tell(user, [why, routePicture(found, language)].join('\n')).catch((lost: unknown) => {
    deps.log.warn('path_not_told', { target, reason: errorMessage(lost) });
  });
}
