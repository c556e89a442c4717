import { AppError, ERROR_CODES } from './errors.ts';

/** What was thrown, in its own words; an error that has none is told by its code, or by its name. */
export function errorMessage(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown.message !== '') return thrown.message;
  const { code } = thrown as { code?: unknown };
  return typeof code === 'string' ? code : String(thrown);
}

/** What `fetch` threw: it only says itself that it failed, and the socket's own error is its cause. */
export function fetchErrorMessage(thrown: unknown): string {
  return errorMessage(thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown);
}

/** What a person reads of an error: what happened, and what to do where that is known. */
export function messageAndAdvice(thrown: unknown): string {
  return thrown instanceof AppError ? `${thrown.message} ${ERROR_CODES[thrown.code].advice}` : errorMessage(thrown);
}
