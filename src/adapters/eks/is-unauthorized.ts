/** Whether the API server answered 401, by the `status` of the error that the client of the cluster throws. */
export function isUnauthorized(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && error.status === 401;
}
