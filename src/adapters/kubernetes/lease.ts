import { AppError } from '../../domain/errors.ts';
import type { Fence } from '../../ports/target.ts';
import type { Holding } from '../../ports/target-guard.ts';
import { leaseName } from './access-rule.ts';
import { isConflict, isMissing, KubeError } from './kube-error.ts';
import { type KubeLease, MANAGED_BY } from './kube-objects.ts';
import { type Cluster, readDeployment } from './read-cluster.ts';

const TRIES = 5;
/** A lease that is renewed late is none: its calls end long before it does. */
const SOON = { timeoutMs: 2000, budgetMs: 2000 };

export interface Lease {
  hold(holder: string, ttlMs: number): Promise<Fence>;
  holding(): Promise<Holding | null>;
  release(fence: Fence): Promise<void>;
  /** @throws AppError `fenced` unless the fence is the one that holds the target now */
  check(fence: Fence): Promise<void>;
}

/**
 * A coordination.k8s.io Lease as the target's lock. Its `leaseTransitions` is the fencing token: it grows with every new
 * holder and outlives a release, so that the object stays with an empty holder.
 */
export function createLease(cluster: Cluster): Lease {
  const { client, paths, deployment, namespace } = cluster;
  const name = leaseName(deployment);
  const path = `${paths.leases}/${name}`;

  async function read(): Promise<KubeLease | null> {
    try {
      return await client.json<KubeLease>({ path, ...SOON });
    } catch (cause) {
      if (isMissing(cause)) return null;
      throw cause;
    }
  }

  async function write(found: KubeLease | null, spec: KubeLease['spec']): Promise<KubeLease> {
    const kind = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' };
    if (found === null) {
      // A Deployment's name that is mistyped in a profile must leave no Lease behind.
      await readDeployment(cluster);
      return client.json({
        method: 'POST',
        path: paths.leases,
        ...SOON,
        body: { ...kind, metadata: { name, namespace, labels: MANAGED_BY }, spec },
      });
    }
    // The resourceVersion that was read comes along, so that of two writers one is refused.
    return client.json({ method: 'PUT', path, ...SOON, body: { ...found, spec } });
  }

  function leftMs({ spec }: KubeLease): number {
    if (spec.renewTime === undefined) return 0;
    return Date.parse(spec.renewTime) + (spec.leaseDurationSeconds ?? 0) * 1000 - client.now();
  }

  function holdOnce(found: KubeLease | null, holder: string, ttlMs: number): Promise<KubeLease> {
    const before = found?.spec.holderIdentity ?? '';
    const left = found === null ? 0 : leftMs(found);
    if (found !== null && before !== '' && before !== holder && left > 0) {
      throw new AppError(
        'target_busy',
        `Deployment ${deployment} is held by ${before} for another ${Math.ceil(left / 1000)} s.`,
      );
    }
    const now = client.now();
    const seconds = Math.max(1, Math.ceil(ttlMs / 1000));
    const spec = {
      holderIdentity: holder,
      leaseDurationSeconds: seconds,
      // Whole seconds are all that a duration has; the start is moved so that the end is exact.
      renewTime: microTime(now + ttlMs - seconds * 1000),
    };
    if (found !== null && before === holder && left > 0) return write(found, { ...found.spec, ...spec });
    const leaseTransitions = (found?.spec.leaseTransitions ?? 0) + 1;
    return write(found, { ...spec, acquireTime: microTime(now), leaseTransitions });
  }

  return {
    async hold(holder, ttlMs) {
      for (let attempt = 1; ; attempt++) {
        const found = await read();
        try {
          const held = await holdOnce(found, holder, ttlMs);
          return { holder, token: held.spec.leaseTransitions ?? 0 };
        } catch (cause) {
          const again = isConflict(cause) || (cause instanceof KubeError && cause.ambiguous);
          if (!again || attempt === TRIES) throw cause;
        }
      }
    },
    async holding() {
      const found = await read();
      const holder = found?.spec.holderIdentity ?? '';
      return found === null || holder === '' ? null : { holder, expires_in_ms: Math.max(0, leftMs(found)) };
    },
    async release(fence) {
      for (let attempt = 1; ; attempt++) {
        const found = await read();
        if (found === null || !isHeldBy(found, fence)) return;
        try {
          await write(found, { ...found.spec, holderIdentity: '' });
          return;
        } catch (cause) {
          if (!isConflict(cause) || attempt === TRIES) throw cause;
        }
      }
    },
    async check(fence) {
      const found = await read();
      if (found !== null && isHeldBy(found, fence) && leftMs(found) > 0) return;
      const other = found?.spec.holderIdentity ?? '';
      const now = other === '' || other === fence.holder ? '' : `; ${other} does`;
      throw new AppError('fenced', `${fence.holder} no longer holds Deployment ${deployment}${now}.`);
    },
  };
}

function isHeldBy({ spec }: KubeLease, fence: Fence): boolean {
  return spec.holderIdentity === fence.holder && spec.leaseTransitions === fence.token;
}

/** Kubernetes' MicroTime: RFC 3339 with six digits. */
function microTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '000Z');
}
