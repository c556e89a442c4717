/**
 * Most of these times, in milliseconds and in any order, within any one second: events of clients in different processes
 * come in the order in which they were told.
 */
export function peakPerSecond(times: readonly number[]): number {
  return mostWithin(times, 1000);
}

/** Most of these times within any span of so many milliseconds. */
export function mostWithin(unordered: readonly number[], spanMs: number): number {
  const times = [...unordered].sort((a, b) => a - b);
  let most = 0;
  let start = 0;
  for (let end = 0; end < times.length; end += 1) {
    while ((times[end] ?? 0) - (times[start] ?? 0) >= spanMs) start += 1;
    most = Math.max(most, end - start + 1);
  }
  return most;
}
