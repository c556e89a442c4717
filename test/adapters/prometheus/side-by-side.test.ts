import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyseRun } from '../../../src/domain/analysis/analyse-run.ts';
import { edgeLabels } from '../../../src/domain/analysis/run-data.ts';
import type { EnvoyReading, PodReading } from '../../../src/domain/sample.ts';
import type { Pod, PodCounters } from '../../../src/domain/topology.ts';
import type { PodStats } from '../../../src/ports/pod-stats.ts';
import { anArm } from '../../domain/analysis/some-run-data.ts';
import { parametersOf } from '../../domain/run-record-fixture.ts';
import { HAS_CLUSTER } from '../kubernetes/envoy-on-cluster.ts';
import { type Both, clock, envoyAndPrometheus, INTERVAL_MS, openTo } from './envoy-and-prometheus.ts';
import { HAS_PROMETHEUS } from './real-prometheus.ts';

const MINUTE = 60_000;
const NAMES = ['http2_active', 'http2_total', 'cx_total', 'destroy'] as const;

/** A reading with the time in which it was made. */
type Timed = PodReading & { from: number; to: number };

async function timed(stats: PodStats, pod: Pod, fresh = false): Promise<Timed> {
  const from = clock.monotonicMs();
  const signal = AbortSignal.timeout(MINUTE);
  const reading = await stats.read(pod, fresh ? { since: from, signal } : undefined);
  return { ...reading, from, to: clock.monotonicMs() };
}

/** A TCP connect without a word, as an NLB checks the health of a target. */
async function tcpCheck(address: string): Promise<void> {
  const [host = '', port = ''] = address.split(':');
  const socket = connect(Number(port), host);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  socket.destroy();
}

describe.skipIf(!HAS_CLUSTER || !HAS_PROMETHEUS)('Prometheus beside the Pods', { timeout: 2 * MINUTE }, () => {
  let both: Both;
  beforeAll(async () => {
    both = await envoyAndPrometheus();
  }, 2 * MINUTE);
  afterAll(() => both.close());

  it('gives the same series: each scrape shows what the Pod itself showed at that moment', async () => {
    const { on, stats, pods } = both;
    const direct = new Map(pods.map((pod) => [pod.uid, [] as Timed[]]));
    const scraped = new Map(pods.map((pod) => [pod.uid, new Map<number, PodCounters>()]));
    const over = new AbortController();
    const follow = async (pod: Pod): Promise<void> => {
      while (!over.signal.aborted) {
        const [own, theirs] = await Promise.all([timed(on.stats, pod), timed(stats, pod)]);
        direct.get(pod.uid)?.push(own);
        scraped.get(pod.uid)?.set(theirs.counted_at ?? 0, theirs.counters);
        await clock.sleep(50);
      }
    };
    const following = Promise.all(pods.map(follow));
    for (let round = 1; round <= 6; round++) {
      const opened = await Promise.all(pods.map((pod, index) => openTo(pod, round + index)));
      await clock.sleep(1300);
      if (round % 2 === 0) for (const connections of opened) await connections.close();
      else await clock.sleep(400);
    }
    await clock.sleep(2 * INTERVAL_MS);
    over.abort();
    await following;
    for (const pod of pods) {
      const own = direct.get(pod.uid) ?? [];
      const between = [...(scraped.get(pod.uid) ?? [])].filter(([at]) => at > (own[0]?.to ?? Infinity));
      expect(between.length).toBeGreaterThanOrEqual(8);
      expect(new Set(between.map(([, { http2_active }]) => http2_active)).size).toBeGreaterThanOrEqual(4);
      for (const [at, counters] of between) {
        // The clocks are compared to a few milliseconds; what the Pod said right before and right after must enclose it.
        const before = own.findLast(({ to }) => to < at - 20) ?? own[0];
        const after = own.find(({ from }) => from > at + 50) ?? own.at(-1);
        const near = own.filter((one) => one.to >= (before?.to ?? 0) && one.from <= (after?.from ?? Infinity));
        for (const name of NAMES) {
          const values = near.map((one) => one.counters[name]);
          expect(counters[name], `${name} of ${pod.name}`).toBeGreaterThanOrEqual(Math.min(...values));
          expect(counters[name], `${name} of ${pod.name}`).toBeLessThanOrEqual(Math.max(...values));
        }
      }
      expect((await timed(stats, pod, true)).counters).toEqual((await timed(on.stats, pod)).counters);
    }
  });

  it('counts no health check as a connection, whoever reads: no reading, no pick and no gate', async () => {
    const { on, stats, pods } = both;
    // The kubelet probes the clients' listener too, as a careless owner would have it.
    const liveness = { tcpSocket: { port: 8080 }, periodSeconds: 1 };
    const readiness = { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 1 };
    const containers = [{ name: 'envoy', livenessProbe: liveness, readinessProbe: readiness }];
    const patch = JSON.stringify({ spec: { template: { spec: { containers } } } });
    await on.kubectl(['patch', 'deployment', 'envoy', '-p', patch]);
    await on.kubectl(['rollout', 'status', 'deployment/envoy', '--timeout=90s']);
    expect(pods).toHaveLength(2);
    const probed = (await on.target.describe()).pods.filter(({ ready }) => ready);
    const clients = await Promise.all(probed.map((pod) => openTo(pod, 3)));
    const labels = edgeLabels('control');
    const readings: Record<'pods' | 'prometheus', EnvoyReading[]> = { pods: [], prometheus: [] };
    const start = clock.monotonicMs();
    const edge = async (label: string): Promise<void> => {
      for (const pod of probed) {
        const [own, theirs] = await Promise.all([timed(on.stats, pod), timed(stats, pod, true)]);
        const line = { kind: 'edge' as const, tick: null, label, uid: pod.uid };
        readings.pods.push({ ...line, at_ms: own.from - start, counters: own.counters });
        readings.prometheus.push({ ...line, at_ms: (theirs.counted_at ?? 0) - start, counters: theirs.counters });
      }
    };
    await edge(labels.observe);
    const from = clock.monotonicMs() - start;
    for (let check = 0; check < 20; check++) {
      await Promise.all(probed.map(({ address }) => tcpCheck(address)));
      await Promise.all(probed.map(async ({ address }) => (await fetch(`http://${address}/healthz`)).text()));
      await clock.sleep(100);
    }
    await edge(labels.end);
    const to = clock.monotonicMs() - start;
    for (const connections of clients) await connections.close();
    for (const [source, lines] of Object.entries(readings)) {
      for (const pod of probed) {
        const [before, after] = lines.filter(({ uid }) => uid === pod.uid).map(({ counters }) => counters);
        // They did come: 20 TCP connects at least, and the kubelet's.
        expect((after?.cx_total ?? 0) - (before?.cx_total ?? 0), source).toBeGreaterThanOrEqual(20);
        expect([before, after], source).toMatchObject([
          { http2_active: 3, http2_total: 3 },
          { http2_active: 3, http2_total: 3 },
        ]);
      }
      const arm = anArm({ movement: 'none', windows: { change: [0, 0], observe: [from, to] } });
      const analysis = analyseRun({
        parameters: parametersOf('rollout-restart', { clients: 6, interval_ms: 1000 }),
        arms: [arm],
        readings: lines,
        events: [],
        timeline: [],
        pods: probed.map(({ uid, name, node }) => ({ uid, name, node, ready_at_ms: 0, terminated_at_ms: null })),
        service: null,
        gates: [],
      });
      expect(Object.values(analysis.arms[0]?.picks ?? {}), source).toEqual([0, 0]);
      expect(analysis.arms[0]?.closes.total, source).toBe(0);
      const gate = analysis.gates.find(({ name }) => name === 'control foreign connections');
      expect(gate, source).toMatchObject({ ok: true, value: 0 });
    }
  });
});
