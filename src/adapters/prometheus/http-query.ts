import { fetchErrorMessage } from '../../domain/error-message.ts';
import { errorIn, type Query } from './ask.ts';

const HINTS: Record<number, string> = {
  401: ': it asks for credentials; reach it by `url: service:NAMESPACE/NAME:PORT` instead',
  403: ': it forbids the query; reach it by `url: service:NAMESPACE/NAME:PORT` instead',
  404: ': there is no Prometheus at this address; check the path of stats.url',
};

/** Asks a Prometheus by its URL, which may have a path (`--web.route-prefix`). */
export function createHttpQuery(url: string): Query {
  const base = url.replace(/\/+$/, '');
  return async (path, parameters, timeoutMs) => {
    const response = await answerOf(`${base}${path}?${new URLSearchParams(parameters)}`, timeoutMs);
    const body = jsonOf(response.text);
    if (response.ok) return body;
    throw new Error(`HTTP ${response.status}${HINTS[response.status] ?? reasonOf(body, response.text)}`);
  };
}

async function answerOf(url: string, timeoutMs: number): Promise<{ ok: boolean; status: number; text: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    return { ok: response.ok, status: response.status, text: await response.text() };
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'TimeoutError') {
      throw new Error(`no answer within ${timeoutMs} ms`, { cause });
    }
    throw new Error(fetchErrorMessage(cause), { cause });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function reasonOf(body: unknown, text: string): string {
  const reason = errorIn(body) ?? text.trim().slice(0, 200);
  return reason === '' ? '' : `: ${reason}`;
}
