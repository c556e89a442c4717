import type { Delivered, EnvelopeQueue } from './envelopes.ts';
import { copyOf, postSigned } from './signed-http.ts';

/** How the app is told what people do. */
export interface DeliveryWays {
  /** Where it takes signed HTTP; null for Socket Mode. */
  requestUrl: string | null;
  /** How often everything is delivered, at once; the answer that counts is the first one's. */
  copies: number;
}

/** The queue of envelopes, or signed HTTP in its place. */
export interface Outbound extends EnvelopeQueue {
  change(ways: Partial<DeliveryWays>): void;
}

/** Delivers by the queue until it is told otherwise. */
export function createOutbound(queue: EnvelopeQueue, signingSecret: string): Outbound {
  let ways: DeliveryWays = { requestUrl: null, copies: 1 };
  return {
    ...queue,
    change(next) {
      ways = { ...ways, ...next };
    },
    async deliver(type, payload) {
      const { requestUrl, copies } = ways;
      const deliveries = Array.from({ length: copies }, (_, index): Promise<Delivered> => {
        const sent = index === 0 ? payload : copyOf(type, payload);
        return requestUrl === null ? queue.deliver(type, sent) : postSigned(requestUrl, signingSecret, type, sent);
      });
      const [first] = await Promise.all(deliveries);
      return first ?? { ok: false, error: 'dispatch_failed', ms: 0 };
    },
    connected: () => ways.requestUrl !== null || queue.connected(),
  };
}
