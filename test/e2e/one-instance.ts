import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type Instance, startInstance } from './instance.ts';

/** Starts one instance for all tests of a suite, hands it on, and discards it after them. A failed test shows its log. */
export function oneInstance(take: (instance: Instance) => void, env: Record<string, string> = {}): void {
  let instance: Instance | undefined;

  beforeAll(async () => {
    instance = await startInstance({ env });
    take(instance);
  });

  beforeEach(({ onTestFailed }) => {
    onTestFailed(() => console.log(instance?.log()));
  });

  afterAll(async () => {
    await instance?.discard();
  });
}
