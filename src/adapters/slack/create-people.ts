import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '../../domain/error-message.ts';
import { type Language, languageOf } from '../../domain/language.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { People } from '../../ports/people.ts';
import { impatientClient } from './impatient-client.ts';

export interface PeopleConfig {
  /** The bot's token, with the scope `users:read`. */
  token: string;
  /** Where the Web API is, with a slash at its end; Slack itself when left out. */
  apiUrl?: string | undefined;
  clock: Pick<Clock, 'monotonicMs'>;
  log: Log;
  /** How long an answer may wait for a locale, in milliseconds. */
  patienceMs?: number;
}

/** An answer has 1.5 s until it is acknowledged without. */
const PATIENCE_MS = 400;
/** What comes later than that is still taken up for the next answer. */
const TIMEOUT_MS = 5000;
const FRESH_MS = 60 * 60_000;
/** A chat that fails is not asked again for each answer. */
const RETRY_MS = 60_000;

interface Known {
  language: Language;
  /** On the monotonic clock, in milliseconds. */
  until: number;
}

/** Asks Slack for a person's locale (users.info with include_locale), and remembers it for an hour. */
export function createPeople({ token, apiUrl, clock, log, patienceMs = PATIENCE_MS }: PeopleConfig): People {
  const client = impatientClient({ token, apiUrl, timeoutMs: TIMEOUT_MS, log });
  const known = new Map<string, Known>();
  const asked = new Map<string, Promise<Language>>();

  async function ask(user: string): Promise<Language> {
    const former = known.get(user)?.language ?? 'en';
    try {
      const { user: found } = await client.users.info({ user, include_locale: true });
      return remember(user, languageOf(found?.locale), FRESH_MS);
    } catch (error) {
      log.warn('locale_unknown', { user, reason: errorMessage(error) });
      return remember(user, former, RETRY_MS);
    }
  }

  function remember(user: string, language: Language, forMs: number): Language {
    asked.delete(user);
    known.set(user, { language, until: clock.monotonicMs() + forMs });
    return language;
  }

  return {
    async languageOf(user) {
      const found = known.get(user);
      if (found !== undefined && clock.monotonicMs() < found.until) return found.language;
      const answer = asked.get(user) ?? ask(user);
      asked.set(user, answer);
      const timer = new AbortController();
      const late = sleep(patienceMs, found?.language ?? 'en', { signal: timer.signal }).catch(() => 'en' as const);
      const language = await Promise.race([answer, late]);
      timer.abort();
      return language;
    },
  };
}
