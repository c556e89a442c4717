import { execFileSync } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createClock } from '../../../src/adapters/system/clock.ts';

const clock = createClock();

test('wall time is ISO-8601 in UTC and agrees with the machine', () => {
  const before = Date.now();
  const text = clock.wallIso();
  expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(Date.parse(text)).toBeGreaterThanOrEqual(before);
  expect(Date.parse(text)).toBeLessThanOrEqual(Date.now());
});

test('a sleep lasts its milliseconds on the monotonic clock', async () => {
  const start = clock.monotonicMs();
  await clock.sleep(50);
  const took = clock.monotonicMs() - start;
  // Node rounds a timer's start to whole milliseconds, so it may fire up to 1 ms early.
  expect(took).toBeGreaterThanOrEqual(49);
  expect(took).toBeLessThan(5_000);
});

test('monotonic times of two processes can be compared', () => {
  const source = join(import.meta.dirname, '../../../src/adapters/system/clock.ts');
  const code = `import(${JSON.stringify(source)}).then((m) => console.log(m.createClock().monotonicMs()))`;
  const before = clock.monotonicMs();
  const other = Number(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }));
  expect(other).toBeGreaterThan(before);
  expect(other).toBeLessThan(clock.monotonicMs());
});

test('an aborted sleep rejects at once with the reason, and leaves no timer and no listener', async () => {
  const controller = new AbortController();
  const reason = new Error('cancelled by a person');
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const sleeping = clock.sleep(600_000, controller.signal);
  expect(timers()).toBe(before + 1);
  controller.abort(reason);
  await expect(sleeping).rejects.toBe(reason);
  expect(timers()).toBe(before);
  await expect(clock.sleep(0, controller.signal)).rejects.toBe(reason);
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
});

test('a finished sleep leaves no listener on a long-lived signal', async () => {
  const { signal } = new AbortController();
  await clock.sleep(1, signal);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('a length that Node would take as 1 ms is refused', async () => {
  for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31]) {
    await expect(clock.sleep(ms)).rejects.toThrow(RangeError);
  }
});
