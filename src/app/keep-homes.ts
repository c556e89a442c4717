import { AppError } from '../domain/errors.ts';
import type { HomePage } from '../domain/home.ts';
import type { Language } from '../domain/language.ts';
import { lastChannelOf } from '../domain/run-history.ts';
import type { TargetReport } from '../domain/target-report.ts';
import { homePage, homeProblem } from '../domain/text/home-page.ts';
import type { HomePages } from '../ports/home-pages.ts';
import type { Log } from '../ports/log.ts';
import type { WorkerDesk } from '../ports/worker-desk.ts';
import { CHAT_PATIENCE_MS, reportOf } from './answer-targets.ts';
import { type GatherDeps, gatherHome, type SharedView } from './gather-home.ts';

export interface HomesDeps extends GatherDeps {
  pages: HomePages;
  desk: WorkerDesk;
  log: Log;
}

/** Keeps the home pages of those true who look at theirs. */
export interface Homes {
  /** Publishes somebody's page: at once, and again when the targets have answered. Never rejects. */
  open(user: string, page: number, language: Language): Promise<void>;
  /** Publishes it with an answer on top, or as it is now where there is none. Never rejects. */
  answer(user: string, text: string | null, language: Language): Promise<void>;
  /** Follows the queue from now on. @throws AppError `queue_unavailable` */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Whoever opened their page so long ago does not look at it any more, in milliseconds. */
const RECENT_MS = 10 * 60_000;
/** Only so many are kept up to date; views.publish takes about a hundred calls a minute. */
const MOST_PEOPLE = 20;
const TICK_MS = 1000;
/** The pause between two rounds of updates: after a start or an end, and otherwise. */
const SOON_MS = 5000;
const STEADY_MS = 20_000;
/** What the targets said is asked for anew when somebody opens the page after so long, and when a run starts or ends. */
const FRESH_MS = 30_000;

interface Person {
  openedAt: number;
  page: number;
  language: Language;
  notice: string | null;
  /** What they see, without the time of day. */
  shown: string;
  /** Publishes of one person come one after the other, so that the newest is what stays. */
  last: Promise<void>;
}

export function createHomes(deps: HomesDeps): Homes {
  const { clock, log } = deps;
  const people = new Map<string, Person>();
  const reports = new Map<string, TargetReport | null>();
  const over = new AbortController();
  let looking: Promise<void> | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let moved = false;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let loop: Promise<void> = Promise.resolve();

  function personOf(user: string): Person {
    const known: Person = people.get(user) ?? {
      openedAt: 0,
      page: 1,
      language: 'en' as const,
      notice: null,
      shown: '',
      last: Promise.resolve(),
    };
    // Whoever came last is kept longest.
    people.delete(user);
    people.set(user, known);
    for (const oldest of people.keys()) {
      if (people.size <= MOST_PEOPLE) break;
      people.delete(oldest);
    }
    return known;
  }

  /** Publishes what somebody is to see, unless they see it already. */
  function publish(user: string, person: Person, shared: SharedView | AppError): Promise<void> {
    person.last = person.last.then(async () => {
      try {
        const shown = JSON.stringify(pageOf(user, person, shared, ''));
        if (shown === person.shown) return;
        await deps.pages.publish(user, pageOf(user, person, shared, null));
        person.shown = shown;
      } catch (cause) {
        if (cause instanceof AppError && cause.retryAfterMs !== null) {
          pausedUntil = clock.monotonicMs() + cause.retryAfterMs;
        }
        log.warn('home_not_published', { user, reason: String(cause) });
      }
    });
    return person.last;
  }

  async function gathered(): Promise<SharedView | AppError> {
    try {
      return await gatherHome(deps, reports);
    } catch (cause) {
      if (cause instanceof AppError) return cause;
      throw cause;
    }
  }

  /** Asks every target's worker, once for everybody who asks at the same time. */
  function look(): Promise<void> {
    if (looking !== null) return looking;
    // From its start, because what moves meanwhile may be in no answer.
    lookedAt = clock.monotonicMs();
    looking = lookAtAll().finally(() => {
      looking = null;
    });
    return looking;
  }

  async function lookAtAll(): Promise<void> {
    const asked = `home:${clock.wallIso()}`;
    await Promise.all(
      [...deps.targets.keys()].map(async (name) => {
        const report = await reportOf(deps, name, `${asked}:${name}`, CHAT_PATIENCE_MS).catch(() => null);
        reports.set(name, report);
      }),
    );
  }

  function isFresh(): boolean {
    return looking === null && clock.monotonicMs() - lookedAt <= FRESH_MS;
  }

  async function show(user: string, person: Person): Promise<void> {
    try {
      // Whoever opens their page is to see that it is of now, changed or not.
      person.shown = '';
      await publish(user, person, await gathered());
      if (isFresh()) return;
      await look();
      await publish(user, person, await gathered());
    } catch (cause) {
      log.warn('home_not_published', { user, reason: String(cause) });
    }
  }

  async function run(): Promise<void> {
    let lastRound = clock.monotonicMs();
    while (!over.signal.aborted) {
      await clock.sleep(TICK_MS, over.signal).catch(() => undefined);
      const now = clock.monotonicMs();
      const isDue = now - lastRound >= (moved ? SOON_MS : STEADY_MS);
      if (over.signal.aborted || !isDue || now < pausedUntil) continue;
      lastRound = now;
      moved = false;
      await round(now).catch((cause: unknown) => log.warn('home_round_failed', { reason: String(cause) }));
    }
  }

  async function round(now: number): Promise<void> {
    for (const [user, { openedAt }] of people) if (now - openedAt > RECENT_MS) people.delete(user);
    if (people.size === 0) return;
    if (lookedAt === Number.NEGATIVE_INFINITY) await look();
    const shared = await gathered();
    for (const [user, person] of people) {
      // Nobody waits for pages that a bot on its way out would still publish one after the other.
      if (over.signal.aborted) return;
      await publish(user, person, shared);
    }
  }

  return {
    async open(user, page, language) {
      const person = personOf(user);
      Object.assign(person, { openedAt: clock.monotonicMs(), page, language, notice: null });
      await show(user, person);
    },
    async answer(user, text, language) {
      const person = personOf(user);
      Object.assign(person, { openedAt: clock.monotonicMs(), notice: text, language });
      await show(user, person);
    },
    async start() {
      await deps.queue.follow({
        onMoved: (target) => {
          moved = true;
          // Who holds it, and how its Pods are, is of before.
          reports.delete(target);
          lookedAt = Number.NEGATIVE_INFINITY;
        },
        onProgress: () => undefined,
      });
      loop = run();
    },
    async stop() {
      over.abort();
      await loop;
      await Promise.all([...people.values()].map(({ last }) => last));
    },
  };
}

/** One person's page; `now` takes the place of its time. */
function pageOf(
  user: string,
  { page, notice, language }: Person,
  shared: SharedView | AppError,
  now: string | null,
): HomePage {
  if (shared instanceof AppError) return homeProblem(shared, language);
  const channel = lastChannelOf(user, shared.runs);
  return homePage({ ...shared, now: now ?? shared.now, page, notice, channel }, language);
}
