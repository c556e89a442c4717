import { afterEach, describe, expect, it } from 'vitest';
import type { KubePod } from '../../../src/adapters/kubernetes/kube-objects.ts';
import { hopelessPod, podFailure, unreadyPod } from '../../../src/adapters/kubernetes/pod-failure.ts';
import { type Answer, type FakeApiServer, fakeApiServer, refuse } from './fake-api-server.ts';

type Status = NonNullable<KubePod['status']>;

const pod = (status: Status): KubePod => ({
  metadata: { name: 'envoy-1', uid: 'u', resourceVersion: '1' },
  spec: { containers: [{ name: 'envoy' }] },
  status,
});
const waiting = (reason: string, message?: string): Status => ({
  containerStatuses: [
    { name: 'drain', restartCount: 0, state: {} },
    {
      name: 'envoy',
      restartCount: 2,
      state: { waiting: { reason, ...(message === undefined ? {} : { message }) } },
      lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
    },
  ],
});
const crashing = pod(waiting('CrashLoopBackOff'));
const pulling = pod(waiting('ImagePullBackOff', 'Back-off pulling image "envoy:none"'));
const pending = pod({
  phase: 'Pending',
  conditions: [
    { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/2 nodes: Insufficient cpu.' },
  ],
});
const unready = pod({ phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] });
const ready = pod({ phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] });

describe('why a Pod does not get Ready', () => {
  let api: FakeApiServer;
  afterEach(() => api.close());
  async function failure(
    of: KubePod,
    answer: Answer = (_, response) => refuse(response, 403, '', 'no'),
  ): Promise<string> {
    api = await fakeApiServer(answer);
    return podFailure(api.cluster, of);
  }
  const logged =
    (text: string): Answer =>
    (_, response) =>
      void response.end(text);

  it("is the crashed container's most telling line, without its prefix and short", async () => {
    const log = `[2026-11-23 04:00:00.000][1][critical][main] [source/server/server.cc:449] error ${'x'.repeat(900)} no such field: 'typo'\nexiting\n`;
    const text = await failure(crashing, logged(log));
    expect(text).toMatch(/^Pod envoy-1 crashes again and again: error x+ … x+ no such field: 'typo'$/);
    expect(text.length).toBeLessThan(450);
    expect(api.calls[0]?.path).toBe('/api/v1/namespaces/shop/pods/envoy-1/log');
    expect(Object.fromEntries(api.calls[0]?.query ?? [])).toMatchObject({ container: 'envoy', previous: 'true' });
  });

  it.each([
    ['its exit code where the log can not be read', crashing, 'crashes again and again: exit code 137 (OOMKilled)'],
    ['the image', pulling, 'does not get its image (ImagePullBackOff): Back-off pulling image "envoy:none"'],
    ["the scheduler's message", pending, 'is not scheduled (Unschedulable): 0/2 nodes: Insufficient cpu.'],
    ['the readiness probe', unready, 'runs but is not Ready: check its readiness probe.'],
  ])('is %s', async (_, of, text) => {
    expect(await failure(of)).toBe(`Pod envoy-1 ${text}`);
  });

  it('ends a rollout at once only where waiting is no use', async () => {
    api = await fakeApiServer((_, response) => void response.end());
    expect(hopelessPod([ready, unready, pending])).toBeNull();
    expect(hopelessPod([ready, crashing])).toBe(crashing);
    expect(hopelessPod([pulling])).toBe(pulling);
    expect(unreadyPod([ready, pending])).toBe(pending);
  });
});
