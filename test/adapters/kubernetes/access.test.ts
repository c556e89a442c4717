import { randomBytes } from 'node:crypto';
import { KubeConfig } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { neededRules } from '../../../src/adapters/kubernetes/access-rule.ts';
import type { KubernetesTarget } from '../../../src/adapters/kubernetes/create-kubernetes-target.ts';
import { loadKubeConfig } from '../../../src/adapters/kubernetes/load-kube-config.ts';
import { createClock } from '../../../src/adapters/system/clock.ts';
import { restoreTarget } from '../../../src/app/restore-target.ts';
import { type EnvoyOnCluster, envoyDocument, envoyOnCluster, HAS_CLUSTER } from './envoy-on-cluster.ts';

const MINUTE = 60_000;
const USER = 'bot';
const deps = { clock: createClock(), log: { info: () => undefined, warn: () => undefined }, need: 'none' as const };

describe.skipIf(!HAS_CLUSTER)('access to a cluster', { timeout: 2 * MINUTE }, () => {
  const clusterRole = `k-${randomBytes(4).toString('hex')}`;
  let on: EnvoyOnCluster;
  let bot: KubernetesTarget;

  /** Gives the service account exactly these rules in the namespace. */
  const grant = (rules: object[]): Promise<void> =>
    on.apply([{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: USER }, rules }]);
  const needed = (without: string[] = []): object[] =>
    neededRules({ namespace: on.namespace, deployment: 'envoy', service: 'edge', statsService: null })
      .filter(({ namespace, verb, resource }) => namespace !== null && !without.includes(`${verb} ${resource}`))
      .map(({ verb, group, resource, name }) => ({
        apiGroups: [group],
        resources: [resource],
        verbs: [verb],
        ...(name === undefined ? {} : { resourceNames: [name] }),
      }));

  beforeAll(async () => {
    on = await envoyOnCluster();
    await on.kubectl(['create', 'serviceaccount', USER]);
    await grant(needed());
    const account = `--serviceaccount=${on.namespace}:${USER}`;
    await on.kubectl(['create', 'rolebinding', USER, `--role=${USER}`, account]);
    await on.kubectl(['create', 'clusterrole', clusterRole, '--verb=list', '--resource=nodes']);
    await on.kubectl(['create', 'clusterrolebinding', clusterRole, `--clusterrole=${clusterRole}`, account]);
    const token = (await on.kubectl(['create', 'token', USER])).trim();
    const cluster = loadKubeConfig().getCurrentCluster();
    if (cluster === null) throw new Error('no cluster');
    const config = new KubeConfig();
    config.loadFromClusterAndUser(cluster, { name: USER, token });
    bot = on.again(config);
  }, 2 * MINUTE);
  afterAll(async () => {
    await on.kubectl(['delete', 'clusterrolebinding,clusterrole', clusterRole]);
    await on.close();
  });

  it('needs nothing more than its rules for a whole run and its restore', async () => {
    expect(await bot.checkAccess()).toMatchObject({ missing: [], roles: '' });
    const fence = await bot.guard.hold('r-1', 5 * MINUTE);
    const undo = await on.undo('r-1');
    await bot.guard.writeUndo(fence, undo);
    await bot.target.watch({ onEvent: () => undefined, onLost: () => undefined }, AbortSignal.timeout(5000));
    const document = envoyDocument('{ idle_timeout: 2s }');
    await bot.target.rollout(fence, { document, restart: true, pace_ms: 0 }, AbortSignal.timeout(MINUTE));
    const changed = await bot.target.describe();
    expect(changed.config.document).toBe(document);
    expect(await restoreTarget({ target: bot.target, ...deps }, fence, undo)).toMatchObject({
      state: 'RESTORED',
      pre_image: undo.image,
      post_image: undo.image,
    });
    expect(await restoreTarget({ target: bot.target, ...deps }, fence, undo)).toMatchObject({ state: 'NOT_NEEDED' });
    await bot.guard.clearUndo(fence);
    await bot.guard.release(fence);
  });

  it('says which rule is missing, before a run and in it', async () => {
    await grant(needed(['update deployments', 'get pods/proxy']));
    await expect
      .poll(() => bot.checkAccess())
      .toMatchObject({
        account: `system:serviceaccount:${on.namespace}:${USER}`,
        missing: [
          `{apiGroups: ["apps"], resources: ["deployments"], resourceNames: ["envoy"], verbs: ["update"]} in ${on.namespace}`,
          `{apiGroups: [""], resources: ["pods/proxy"], verbs: ["get"]} in ${on.namespace}`,
        ],
      });
    const { pods, envoy_version } = await bot.target.describe();
    expect(envoy_version).toBe('1.40.0');
    const [pod] = pods;
    if (pod === undefined) throw new Error('no Pod');
    await expect(bot.stats.read(pod)).rejects.toMatchObject({
      code: 'stats_unreadable',
      message: expect.stringMatching(
        new RegExp(`^Pod ${pod.name} .*resources: \\["pods/proxy"\\], verbs: \\["get"\\]`),
      ),
    });
    const fence = await bot.guard.hold('r-1', 5 * MINUTE);
    await bot.guard.writeUndo(fence, await on.undo('r-1'));
    const rollout = bot.target.rollout(fence, { restart: true, pace_ms: 0 }, AbortSignal.timeout(MINUTE));
    await expect(rollout).rejects.toMatchObject({
      code: 'target_forbidden',
      message: expect.stringMatching(/bot may not update deployments of apps \(403\).*resources: \["deployments"\]/),
    });
    await bot.guard.clearUndo(fence);
    await bot.guard.release(fence);
    // What is shown to be copied is all that it takes.
    await on.kubectl(['apply', '-f', '-'], (await bot.checkAccess()).roles);
    await expect.poll(() => bot.checkAccess()).toMatchObject({ missing: [], roles: '' });
  });

  it('does not trust a server that its certificate authority did not sign', async () => {
    const { name, server } = loadKubeConfig().getCurrentCluster() ?? { name: '', server: '' };
    const config = new KubeConfig();
    config.loadFromClusterAndUser({ name, server, skipTLSVerify: false }, { name: USER, token: 'x' });
    await expect(on.again(config).checkAccess()).rejects.toMatchObject({
      code: 'target_unreachable',
      message: expect.stringContaining('Check the certificate authority of the kubeconfig.'),
    });
  });
});
