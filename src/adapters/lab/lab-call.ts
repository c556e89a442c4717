import { type IncomingMessage, request } from 'node:http';
import { AppError, ERROR_CODES, type ErrorCode } from '../../domain/errors.ts';

/** Calls a lab's socket; `signal` ends a call that is under way. */
export async function callLab<T>(socket: string, call: string, body: object | null, signal?: AbortSignal): Promise<T> {
  const response = await openLab(socket, call, body, signal);
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const answer = JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  if (response.statusCode === 200) return answer as T;
  const { code, message } = answer as { code: string; message: string };
  throw new AppError(code in ERROR_CODES ? (code as ErrorCode) : 'internal', message);
}

/** Opens a call and gives its response to read. @throws AppError `target_unreachable` when no lab answers */
export function openLab(
  socket: string,
  call: string,
  body: object | null,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  const [method, path] = call.split(' ');
  return new Promise((resolve, reject) => {
    // A connection of its own for each call: a kept one may be closed by the lab just as the next call goes out.
    const options = { socketPath: socket, method, path, agent: false, ...(signal === undefined ? {} : { signal }) };
    const sent = request(options, resolve);
    sent.once('error', (cause) => {
      if (signal?.aborted) return reject(signal.reason);
      reject(new AppError('target_unreachable', `The lab does not answer: ${cause.message}.`, { cause }));
    });
    sent.end(body === null ? undefined : JSON.stringify(body));
  });
}
