import type { IncomingHttpHeaders } from 'node:http';
import { verifySlackRequest } from '@slack/bolt';
import type { Clock } from '../../ports/clock.ts';

/** Slack's own rule (docs.slack.dev, "Verifying requests from Slack"), in seconds. */
const WINDOW_S = 5 * 60;
/** Signatures that are remembered at most; each is good for the window alone. */
const MOST = 20_000;

/** Why a request was refused; a repeated one is answered like the first, and nothing is done for it. */
export type RefusedRequest = 'bad_signature' | 'old_timestamp' | 'repeated_request';

/** Tells Slack's requests from others, and each from its replays; null for one that is Slack's and new. */
export type SignatureCheck = (headers: IncomingHttpHeaders, body: string) => RefusedRequest | null;

export function createSignatureCheck(signingSecret: string, clock: Clock): SignatureCheck {
  const seen = new Map<string, number>();

  function isRepeated(signature: string): boolean {
    const now = clock.monotonicMs();
    for (const [known, at] of seen) {
      if (seen.size < MOST && now - at <= 2 * WINDOW_S * 1000) break;
      seen.delete(known);
    }
    if (seen.has(signature)) return true;
    seen.set(signature, now);
    return false;
  }

  return (headers, body) => {
    const { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp } = headers;
    if (typeof signature !== 'string' || typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) {
      return 'bad_signature';
    }
    const seconds = Number(timestamp);
    try {
      // The time comes after the signature: that of a request which is not Slack's says nothing.
      const signed = { 'x-slack-signature': signature, 'x-slack-request-timestamp': seconds };
      verifySlackRequest({ signingSecret, body, headers: signed, nowMilliseconds: seconds * 1000 });
    } catch {
      return 'bad_signature';
    }
    if (Math.abs(Date.parse(clock.wallIso()) / 1000 - seconds) > WINDOW_S) return 'old_timestamp';
    return isRepeated(signature) ? 'repeated_request' : null;
  };
}
