import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { TargetEvent } from '../../../src/domain/topology.ts';
import type { Fence } from '../../../src/ports/target.ts';
import { type RealLab, startRealLab } from './real-lab.ts';

let lab: RealLab;
let fence: Fence;
beforeAll(async () => {
  lab = await startRealLab();
  fence = await lab.guard.hold('r-1', 600_000);
}, 60_000);
afterAll(() => lab.stop());

const forAMinute = (): AbortSignal => AbortSignal.timeout(60_000);

it('ends a Pod of the lab by SIGKILL, which says no word, and another takes its place', async () => {
  const events: TargetEvent[] = [];
  const over = new AbortController();
  await lab.target.watch({ onEvent: (event) => events.push(event), onLost: () => undefined }, over.signal);
  const [victim] = (await lab.target.describe()).pods;
  const uid = victim?.uid ?? '';
  await lab.target.intervene(fence, { kind: 'end-pod', uid }, forAMinute());
  expect((await lab.started.get(victim?.name ?? '')?.exited)?.signal).toBe('SIGKILL');
  await vi.waitFor(async () => {
    const { pods } = await lab.target.describe();
    expect(pods.filter((pod) => pod.ready && pod.uid !== uid)).toHaveLength(3);
  }, 30_000);
  const own = events.filter((event) => event.uid === uid);
  expect(own.map(({ kind }) => kind)).toEqual(['endpoint_removed', 'pod_gone']);
  expect(own.at(-1)?.last_counters).toBeNull();
  over.abort();
}, 60_000);

it('knows no Pod of another uid, and ends none for who does not hold the lab', async () => {
  const unknown = lab.target.intervene(fence, { kind: 'end-pod', uid: 'nobody' }, forAMinute());
  await expect(unknown).rejects.toMatchObject({ code: 'target_unfit' });
  const [pod] = (await lab.target.describe()).pods;
  const forged = { ...fence, token: fence.token + 1 };
  const intervention = { kind: 'end-pod', uid: pod?.uid ?? '' } as const;
  await expect(lab.target.intervene(forged, intervention, forAMinute())).rejects.toMatchObject({ code: 'fenced' });
});
