import { createHmac, randomBytes } from 'node:crypto';
import { isObject } from '../http/body.ts';
import type { JsonObject } from '../state/model.ts';
import { ACK_TIMEOUT_MS, type Delivered, type EnvelopeType } from './envelopes.ts';

/**
 * Posts one delivery to the app's Request URL, signed as Slack signs it: `v0=` and the HMAC-SHA256 of
 * `v0:TIMESTAMP:BODY` (docs.slack.dev, "Verifying requests from Slack"). Commands and interactions are forms, events JSON.
 */
export async function postSigned(
  url: string,
  signingSecret: string,
  type: EnvelopeType,
  payload: JsonObject,
): Promise<Delivered> {
  const { body, contentType } = bodyOf(type, payload);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const sentAt = performance.now();
  const took = () => Math.round(performance.now() - sentAt);
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': contentType,
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
      },
      signal: AbortSignal.timeout(ACK_TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok) return { ok: false, error: 'dispatch_failed', ms: took() };
    return { ok: true, body: answerOf(text), ms: took() };
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    return { ok: false, error: isLate ? 'operation_timeout' : 'dispatch_failed', ms: took() };
  }
}

/** A copy as Slack repeats it: an event has a new `event_id` each time, everything else is the same. */
export function copyOf(type: EnvelopeType, payload: JsonObject): JsonObject {
  if (type !== 'events_api') return payload;
  return { ...payload, event_id: `Ev${randomBytes(5).toString('hex').toUpperCase()}` };
}

function bodyOf(type: EnvelopeType, payload: JsonObject): { body: string; contentType: string } {
  if (type === 'events_api') return { body: JSON.stringify(payload), contentType: 'application/json' };
  const fields = type === 'interactive' ? { payload: JSON.stringify(payload) } : (payload as Record<string, string>);
  return { body: new URLSearchParams(fields).toString(), contentType: 'application/x-www-form-urlencoded' };
}

/** An acknowledgement's body is JSON, a plain text, or nothing. */
function answerOf(text: string): JsonObject {
  if (text === '') return {};
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : {};
  } catch {
    return { text };
  }
}
