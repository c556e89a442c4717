/**
 * Whether the API server answered 401, as each client says it: `status` of our own client's errors, `ApiException.code`
 * of @kubernetes/client-node, `statusCode` of its watch, and the message of the `ws` package from exec and port-forward.
 */
export function isUnauthorized(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { status, code, statusCode, message } = error as Record<string, unknown>;
  return [status, code, statusCode].includes(401) || message === 'Unexpected server response: 401';
}
