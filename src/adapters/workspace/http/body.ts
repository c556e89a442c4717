import type { IncomingMessage } from 'node:http';
import { TextDecoder } from 'node:util';
import type { JsonObject } from '../state/model.ts';
import { HttpRefusal } from './reply.ts';

/** Largest JSON or form body, in bytes. */
export const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** Largest file upload, in bytes. */
export const MAX_UPLOAD_BYTES = 30 * 1024 * 1024;

/** Reads the whole body; throws a 413 refusal above `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = () => new HttpRefusal(413, { error: `body larger than ${limit} bytes`, field: 'body' });
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  // The request must outlive a refusal, for its destruction may take the socket before the answer is sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Parses a JSON object; throws a 400 refusal for anything else, without echoing it. */
export function parseJsonObject(body: Buffer): JsonObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new HttpRefusal(400, { error: 'the body is not valid JSON', field: 'body' });
  }
  if (!isObject(parsed)) throw new HttpRefusal(400, { error: 'the body must be a JSON object', field: 'body' });
  return parsed;
}

/** Whether a value is a JSON object (and neither null nor an array). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
