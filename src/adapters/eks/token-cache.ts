import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';

/** A token and its two ages, in milliseconds from now. */
export interface MintedToken {
  readonly token: string;
  /** When a new one is to be made. */
  readonly refreshAfterMs: number;
  /** Until when the server surely takes this one. */
  readonly validForMs: number;
}

/** Holds one token for everybody who asks. */
export interface TokenCache {
  /**
   * The token, made anew when its time has come; callers that ask meanwhile wait for the same one.
   * @throws what `mint` throws, when no token is left that is still valid
   */
  token(): Promise<string>;
  /** Forgets the token that was refused; a newer one stays. */
  discard(refused: string | null): void;
}

interface Held {
  readonly token: string;
  readonly refreshAtMs: number;
  readonly validUntilMs: number;
}

/** Keeps what `mint` makes until it is due, and makes one at a time. */
export function createTokenCache(options: {
  readonly mint: () => Promise<MintedToken>;
  readonly clock: Clock;
  readonly log: Log;
}): TokenCache {
  const { mint, clock, log } = options;
  let held: Held | null = null;
  let minting: Promise<string> | null = null;

  return {
    async token() {
      if (held !== null && clock.monotonicMs() < held.refreshAtMs) return held.token;
      minting ??= renew().finally(() => {
        minting = null;
      });
      return await minting;
    },
    discard(refused) {
      if (held?.token === refused) held = null;
    },
  };

  async function renew(): Promise<string> {
    // Ages count from before the minting, since the signature's date is taken during it.
    const startedMs = clock.monotonicMs();
    try {
      const { token, refreshAfterMs, validForMs } = await mint();
      held = { token, refreshAtMs: startedMs + refreshAfterMs, validUntilMs: startedMs + validForMs };
      return token;
    } catch (cause) {
      // A short outage of the credentials' source must not end a run while the old token still holds.
      if (held === null || clock.monotonicMs() >= held.validUntilMs) throw cause;
      log.warn('eks_token_not_renewed', { reason: cause instanceof Error ? cause.message : String(cause) });
      return held.token;
    }
  }
}
