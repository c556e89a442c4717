import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asList, hasCluster, hasKubectl, kubectl, type Manifest, one } from '../kubectl.ts';
import { definitionName, definitionOf, faultsOf, HAS_DEFINITIONS, type OperatorKind } from './definitions.ts';
import { monitoring } from './monitoring-objects.ts';

// `.ci/prometheus-operator-crds` writes them.
const KINDS = ['PodMonitor', 'PrometheusRule'] as const satisfies OperatorKind[];

const objectOf = async (kind: OperatorKind): Promise<Manifest> => {
  const { objects } = await monitoring();
  return one(objects, kind, kind === 'PodMonitor' ? 'envoy' : 'envoy-connections');
};

/** The object with a text of it in the place of another. */
const changed = (object: Manifest, from: string, to: string): Manifest => {
  const text = JSON.stringify(object);
  expect(text).toContain(from);
  return JSON.parse(text.replace(from, to)) as Manifest;
};

const FAULTS = [
  ['PodMonitor', '"scrapeTimeout"', '"scrapetimeout"'],
  ['PodMonitor', '"5s"', '"5 s"'],
  ['PodMonitor', '"action":"keep"', '"action":"retain"'],
  ['PrometheusRule', '"annotations"', '"notes"'],
  ['PrometheusRule', '"for":"10m"', '"for":"ten"'],
] as const;

describe.skipIf(!hasKubectl || !HAS_DEFINITIONS)("the Prometheus operator's definitions", () => {
  it.each(KINDS)('have every field of our %s', async (kind) => {
    expect(faultsOf(kind, await objectOf(kind))).toEqual([]);
  });

  it.each(FAULTS)('would refuse a %s with %s as %s', async (kind, from, to) => {
    expect(faultsOf(kind, changed(await objectOf(kind), from, to))).not.toEqual([]);
  });
});

describe.skipIf(!hasCluster || !HAS_DEFINITIONS)('a cluster with those definitions', () => {
  const made: string[] = [];
  const dryRun = (objects: readonly Manifest[]): Promise<string> =>
    kubectl(['apply', '--dry-run=server', '--validate=strict', '-f', '-'], asList(objects));

  beforeAll(async () => {
    for (const kind of KINDS) {
      // A cluster that has an operator keeps its own.
      const isThere = await kubectl(['get', 'crd', definitionName(kind)]).catch(() => null);
      if (isThere !== null) continue;
      await kubectl(['create', '-f', '-'], definitionOf(kind));
      made.push(definitionName(kind));
      await kubectl(['wait', '--for=condition=Established', `crd/${definitionName(kind)}`, '--timeout=30s']);
    }
  }, 90_000);
  afterAll(async () => {
    if (made.length > 0) await kubectl(['delete', 'crd', ...made]);
  });

  it('takes what the monitoring adds, and refuses it with a fault', async () => {
    const { objects } = await monitoring();
    await expect.poll(() => dryRun(objects).catch(String), { timeout: 20_000 }).toContain('envoy-connections created');
    for (const [kind, from, to] of FAULTS) {
      await expect(dryRun([changed(await objectOf(kind), from, to)]), `${from} as ${to}`).rejects.toThrow();
    }
  }, 60_000);
});
