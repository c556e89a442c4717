import { describe, expect, it } from 'vitest';
import type { HomePage } from '../../src/domain/home.ts';
import type { HomePages } from '../../src/ports/home-pages.ts';

export interface HomePagesUnderTest {
  pages: HomePages;
  user: string;
  other: string;
  /** Every text that a person sees, in order; null before anything was published. */
  shown(user: string): Promise<string[] | null>;
  refuseNext(retryAfterMs?: number): Promise<void>;
}

const page = (text: string): HomePage => ({
  parts: [
    { kind: 'header', text: 'Running' },
    { kind: 'text', text },
  ],
});

/** What every {@link HomePages} does. */
export function homePagesContract(name: string, of: () => HomePagesUnderTest): void {
  describe(`${name} as home pages`, () => {
    it('shows a person their page alone, and the next in its place', async () => {
      const { pages, user, other, shown } = of();
      expect(await shown(other)).toBeNull();
      await pages.publish(user, page('one'));
      await pages.publish(user, page('two'));
      expect(await shown(user)).toEqual(['Running', 'two']);
      expect(await shown(other)).toBeNull();
    });

    it('fails with chat_failed, with the time to wait where one is asked for, and keeps what was shown', async () => {
      const { pages, user, shown, refuseNext } = of();
      await pages.publish(user, page('kept'));
      await refuseNext();
      await expect(pages.publish(user, page('lost'))).rejects.toMatchObject({
        code: 'chat_failed',
        retryAfterMs: null,
      });
      await refuseNext(7000);
      await expect(pages.publish(user, page('lost'))).rejects.toMatchObject({
        code: 'chat_failed',
        retryAfterMs: 7000,
      });
      expect(await shown(user)).toEqual(['Running', 'kept']);
    });
  });
}
