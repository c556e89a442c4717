import { expect, test } from 'vitest';
import { createTokenCache } from '../../../src/adapters/eks/token-cache.ts';
import { createManualClock } from './manual-clock.ts';
import { createSilentLog } from './silent-log.ts';

/** A cache whose mint gives 1, 2, 3 ..., due after 10 s and good for 15 s, and can be made to fail. */
function createCache() {
  const clock = createManualClock();
  const log = createSilentLog();
  const state = { minted: 0, failure: null as Error | null };
  const cache = createTokenCache({
    clock,
    log,
    mint: async () => {
      await Promise.resolve();
      if (state.failure !== null) throw state.failure;
      state.minted += 1;
      return { token: String(state.minted), refreshAfterMs: 10_000, validForMs: 15_000 };
    },
  });
  return { cache, clock, log, state };
}

test('a token is kept until it is due, and serves on while its successor is made', async () => {
  const { cache, clock, state } = createCache();
  expect(await cache.token()).toBe('1');
  clock.advance(9_999);
  expect(await cache.token()).toBe('1');
  expect(state.minted).toBe(1);
  clock.advance(1);
  expect(await cache.token()).toBe('1');
  await expect.poll(() => cache.token()).toBe('2');
  expect(state.minted).toBe(2);
});

test('a token that has been due for a quarter of its age is waited for', async () => {
  const { cache, clock } = createCache();
  await cache.token();
  clock.advance(12_500);
  expect(await cache.token()).toBe('2');
});

test('nobody waits for credentials that hang while the token is just due, and a failure of theirs ends nothing', async () => {
  const clock = createManualClock();
  const hanging = Promise.withResolvers<never>();
  let minted = 0;
  const mint = async () => {
    minted += 1;
    if (minted > 1) return hanging.promise;
    return { token: 'first', refreshAfterMs: 14 * 60_000, validForMs: 15 * 60_000 };
  };
  const cache = createTokenCache({ mint, clock, log: createSilentLog() });
  await cache.token();
  clock.advance(14 * 60_000 + 44_999);
  expect(await cache.token()).toBe('first');
  clock.advance(16_000);
  hanging.reject(new Error('STS did not answer'));
  await expect(cache.token()).rejects.toThrow('STS did not answer');
});

test('callers at the same moment share one minting, the first as the later ones', async () => {
  const { cache, clock } = createCache();
  expect(await Promise.all([cache.token(), cache.token(), cache.token()])).toEqual(['1', '1', '1']);
  clock.advance(13_000);
  expect(await Promise.all([cache.token(), cache.token()])).toEqual(['2', '2']);
});

test('a refused token is replaced at once, and only that one', async () => {
  const { cache } = createCache();
  await cache.token();
  cache.discard('1');
  expect(await cache.token()).toBe('2');
  cache.discard('1');
  expect(await cache.token()).toBe('2');
  cache.discard(null);
  expect(await cache.token()).toBe('2');
});

test('while no new token can be made the old one serves until its end, with a warning', async () => {
  const { cache, clock, log, state } = createCache();
  await cache.token();
  state.failure = new Error('no credentials for a moment');
  clock.advance(14_999);
  expect(await cache.token()).toBe('1');
  expect(log.warnings).toEqual(['eks_token_not_renewed']);
  clock.advance(1);
  await expect(cache.token()).rejects.toBe(state.failure);
  state.failure = null;
  expect(await cache.token()).toBe('2');
});

test('a refused token does not serve on when no new one can be made', async () => {
  const { cache, state } = createCache();
  await cache.token();
  state.failure = new Error('no credentials');
  cache.discard('1');
  await expect(cache.token()).rejects.toBe(state.failure);
});
