import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createClientFleet } from '../../src/adapters/grpc/client-fleet.ts';
import { verifyRecord } from '../../src/domain/verify-record.ts';
import type { ClientFleet } from '../../src/ports/client-fleet.ts';
import type { Processes } from '../../src/ports/processes.ts';
import { BASE_DOCUMENT, clock, type RealLab, type RealLabOptions, startRealLab } from '../adapters/lab/real-lab.ts';
import { armOf, failedGates, requestsAtEnvoy, runOnLab, validRunOnLab } from './run-on-lab.ts';

async function newLab(options: RealLabOptions = {}): Promise<RealLab> {
  const lab = await startRealLab(options);
  onTestFinished(() => lab.stop());
  return lab;
}

const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((total, n) => total + n, 0);

/** A NodePort that chooses the Pod by the source address, which is the balancer's for all. */
function alwaysTheSamePod(real: Processes): Processes {
  return {
    async start(spec) {
      if (spec.name.startsWith('hop-node-')) {
        const file = spec.args[spec.args.indexOf('-c') + 1] ?? '';
        const text = (await readFile(file, 'utf8'))
          .replace('"lb_policy":"RANDOM"', '"lb_policy":"MAGLEV"')
          .replace('"cluster":"endpoints"', '"cluster":"endpoints","hash_policy":[{"source_ip":{}}]');
        await writeFile(file, text);
      }
      return real.start(spec);
    },
  };
}

describe('without a mutation', () => {
  it('every gate holds, the picks are even, and nothing but the setting closed connections', {
    timeout: 90_000,
  }, async () => {
    const lab = await newLab();
    const { record, readings, events } = await validRunOnLab({ lab, scenario: 'max-connection-duration' });
    expect(record).toMatchObject({ state: 'done', failure: null, restore: { state: 'RESTORED' } });
    expect(failedGates(record)).toEqual([]);
    const treatment = armOf(record, 'treatment');
    expect(treatment.evidence).toBe('picks');
    expect(sum(treatment.picks)).toBeGreaterThan(80);
    expect(['BALANCED', 'INCONCLUSIVE']).toContain(treatment.verdict?.name);
    const { max_duration, pod_terminated, drain, other } = treatment.closes.by_cause;
    expect(max_duration).toBeGreaterThan(80);
    expect({ pod_terminated, drain, other }).toEqual({ pod_terminated: 0, drain: 0, other: 0 });
    expect(sum(treatment.client.errors)).toBeLessThanOrEqual(0.05 * treatment.client.rpcs);
    expect(verifyRecord(record, readings, events)).toEqual([]);
    expect(await lab.guard.readUndo()).toBeNull();
  });
});

describe('clients that share one connection', () => {
  it('fail the gates of sockets and open connections, so that the run is INVALID', async () => {
    const lab = await newLab();
    const fleet = createClientFleet({ clock, channelOptions: { 'grpc.use_local_subchannel_pool': 0 } });
    const { record } = await runOnLab({
      lab,
      scenario: 'baseline',
      parameters: { observe_ms: 2000 },
      mutate: () => ({ fleet }),
    });
    expect(record.state).toBe('done');
    expect(failedGates(record)).toEqual(
      expect.arrayContaining([
        { name: 'run open connections', ok: false, value: 1, limit: 20 },
        { name: 'run client sockets', ok: false, value: 1, limit: 20 },
      ]),
    );
    expect(record.verdict?.name).toBe('INVALID');
    expect(record.verdict?.reason).toContain('run client sockets');
  });
});

describe('a NodePort that always picks the same Pod', () => {
  it('is IMBALANCED in spite of the setting, and the Pods without a pick are what shows it', {
    timeout: 90_000,
  }, async () => {
    const lab = await newLab({ processes: alwaysTheSamePod });
    const { record, readings, events } = await validRunOnLab({ lab, scenario: 'max-connection-duration' });
    expect(failedGates(record)).toEqual([]);
    const treatment = armOf(record, 'treatment');
    expect(treatment.evidence).toBe('picks');
    expect(record.verdict).toMatchObject({ name: 'IMBALANCED', judged_arm: 'treatment', k: 3, max_over_mean: 3 });
    expect(record.verdict?.effect).not.toBe('REPAIRED');
    const counts = Object.entries(treatment.picks).sort(([, a], [, b]) => a - b);
    expect(counts.map(([, n]) => n)).toEqual([0, 0, sum(treatment.picks)]);

    // A zero that is left out of the record, and Pods without a pick that are forgotten altogether.
    const zero = counts[0]?.[0] ?? '';
    const dropped = structuredClone(record);
    delete armOf(dropped, 'treatment').picks[zero];
    expect(verifyRecord(dropped, readings, events)).toEqual([
      { path: `arms.1.picks.${zero}`, recorded: undefined, recomputed: 0 },
    ]);
    const forgotten = structuredClone(record);
    const zeros = counts.slice(0, 2).map(([uid]) => uid);
    forgotten.topology.pods = forgotten.topology.pods.filter((pod) => !zeros.includes(pod.uid));
    expect(verifyRecord(forgotten, readings, events)).toContainEqual({
      path: 'verdict.name',
      recorded: 'IMBALANCED',
      recomputed: expect.not.stringContaining('IMBALANCED'),
    });
  });
});

describe('requests that fail', () => {
  const failing = BASE_DOCUMENT.replace(
    /^( *)- match: \{ prefix: \/ \}\n/m,
    '$1- match: { prefix: /, runtime_fraction: { default_value: { numerator: 25, denominator: HUNDRED } } }\n' +
      '$1  direct_response: { status: 503 }\n$&',
  );
  const deaf = (fleet: ClientFleet): ClientFleet => ({
    ...fleet,
    start: (spec, onEvent) =>
      fleet.start(spec, (event) => {
        if (event.kind !== 'rpc' || event.code === 'OK') onEvent(event);
      }),
  });

  it("are all in the clients' account, which agrees with Envoy's, and make the run INVALID", async () => {
    const lab = await newLab({ document: failing });
    const { record, events } = await runOnLab({ lab, scenario: 'baseline', parameters: { observe_ms: 2000 } });
    const envoy = await requestsAtEnvoy(lab);
    const rpcs = events.filter((event) => event.kind === 'rpc');
    expect(rpcs).toHaveLength(envoy.total);
    expect(rpcs.filter(({ code }) => code === 'UNAVAILABLE')).toHaveLength(envoy.refused);
    expect(rpcs.filter(({ code }) => code === 'OK')).toHaveLength(envoy.total - envoy.refused);
    const { client } = armOf(record, 'control');
    expect(client.errors.UNAVAILABLE).toBeGreaterThan(0.1 * client.rpcs);
    expect(failedGates(record).map(({ name }) => name)).toContain('control failed requests');
    expect(record.verdict?.name).toBe('INVALID');
  });

  it("are missed in the clients' account by as many as Envoy refused when a client swallows them", async () => {
    const lab = await newLab({ document: failing });
    const { record, events } = await runOnLab({
      lab,
      scenario: 'baseline',
      parameters: { observe_ms: 2000 },
      mutate: ({ fleet }) => ({ fleet: deaf(fleet) }),
    });
    const envoy = await requestsAtEnvoy(lab);
    expect(armOf(record, 'control').client.errors).toEqual({});
    expect(envoy.refused).toBeGreaterThan(0);
    expect(events.filter((event) => event.kind === 'rpc')).toHaveLength(envoy.total - envoy.refused);
  });
});
