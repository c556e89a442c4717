import { errorMessage } from '../../domain/error-message.ts';
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
   * The token, made anew when its time has come. Within a quarter of its age after that, and 45 s at most, callers
   * get the old one meanwhile, so that none waits for an AWS that is slow; later they wait, all for the same one.
   * @throws what `mint` throws, when no token is left that is still valid
   */
  token(): Promise<string>;
  /** Forgets the token that was refused; a newer one stays. */
  discard(refused: string | null): void;
}

/** Less than the minute that is left of a token then, because clocks differ. */
const LONGEST_GRACE_MS = 45_000;

interface Held {
  readonly token: string;
  /** Until when it is given out although a new one is being made. */
  readonly graceUntilMs: number;
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
      const nowMs = clock.monotonicMs();
      if (held !== null && nowMs < held.refreshAtMs) return held.token;
      minting ??= renew().finally(() => {
        minting = null;
      });
      if (held === null || nowMs >= held.graceUntilMs) return await minting;
      minting.catch(() => undefined);
      return held.token;
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
      const refreshAtMs = startedMs + refreshAfterMs;
      const validUntilMs = startedMs + validForMs;
      const graceUntilMs = Math.min(refreshAtMs + Math.min(refreshAfterMs / 4, LONGEST_GRACE_MS), validUntilMs);
      held = { token, refreshAtMs, graceUntilMs, validUntilMs };
      return token;
    } catch (cause) {
      // A short outage of the credentials' source must not end a run while the old token still holds.
      if (held === null || clock.monotonicMs() >= held.validUntilMs) throw cause;
      log.warn('eks_token_not_renewed', { reason: errorMessage(cause) });
      return held.token;
    }
  }
}
