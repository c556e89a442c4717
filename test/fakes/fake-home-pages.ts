import { AppError } from '../../src/domain/errors.ts';
import type { HomePage } from '../../src/domain/home.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { HomePages } from '../../src/ports/home-pages.ts';

export interface FakeHomePages extends HomePages {
  /** Everything that was published, oldest first, with the clock's time. */
  readonly published: { at: number; user: string; page: HomePage }[];
  /** The next `count` pages are refused. */
  fail(count: number, options?: { retryAfterMs?: number }): void;
  /** Called with each page that is published. */
  onPublish: () => void;
  /** What a person sees, every text of it. @throws Error when nothing was published for them */
  text(user: string): string;
}

/** Home pages in memory. */
export function createFakeHomePages({ clock }: { clock: Clock }): FakeHomePages {
  const published: FakeHomePages['published'] = [];
  let fault: { left: number; retryAfterMs?: number } = { left: 0 };
  const pages: FakeHomePages = {
    published,
    onPublish: () => undefined,
    fail: (count, options = {}) => {
      fault = { left: count, ...options };
    },
    text(user) {
      const last = published.findLast((one) => one.user === user);
      if (last === undefined) throw new Error(`nothing was published for ${user}`);
      return last.page.parts.map((part) => ('text' in part ? part.text : '')).join('\n');
    },
    async publish(user, page) {
      if (fault.left > 0) {
        fault.left -= 1;
        const { retryAfterMs } = fault;
        throw new AppError(
          'chat_failed',
          'Slack did not take the home page.',
          retryAfterMs === undefined ? {} : { retryAfterMs },
        );
      }
      published.push({ at: clock.monotonicMs(), user, page: structuredClone(page) });
      pages.onPublish();
    },
  };
  return pages;
}
