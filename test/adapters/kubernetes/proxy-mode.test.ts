import { afterEach, describe, expect, it } from 'vitest';
import { type GetText, readProxyMode } from '../../../src/adapters/kubernetes/proxy-mode.ts';
import { type FakeApiServer, fakeApiServer, refuse, reply } from './fake-api-server.ts';

const config = (mode: string) =>
  `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nclusterCIDR: 10.244.0.0/16\n${mode}`;
const NODES = { items: [{ status: { addresses: [{ type: 'InternalIP', address: '10.1.0.1' }] } }] };
const nobody: GetText = async () => {
  throw new Error('connection refused');
};

describe('kube-proxy’s mode', () => {
  let api: FakeApiServer;
  afterEach(() => api.close());

  /** Reads it where these ConfigMaps are, by name. */
  async function modeWith(configMaps: Record<string, Record<string, string>>, get = nobody): Promise<string | null> {
    api = await fakeApiServer(({ path }, response) => {
      const found = configMaps[path.split('/').at(-1) ?? ''];
      if (path.endsWith('/nodes')) reply(response, NODES);
      else if (found === undefined) refuse(response, 403, 'Forbidden', 'configmaps is forbidden');
      else reply(response, { data: found });
    });
    return readProxyMode(api.client, get);
  }

  it.each([
    ['as kubeadm keeps it', 'kube-proxy', 'config.conf', 'mode: ipvs', 'ipvs'],
    ['as EKS keeps it', 'kube-proxy-config', 'config', 'mode: "iptables"', 'iptables'],
    ['empty, which is iptables on Linux', 'kube-proxy', 'config.conf', 'mode: ""', 'iptables'],
    ['left out, which is iptables too', 'kube-proxy', 'config.conf', 'metricsBindAddress: 0.0.0.0', 'iptables'],
    ['of nftables', 'kube-proxy', 'config.conf', 'mode: nftables', 'nftables'],
  ])('is that of its configuration, %s', async (_where, name, key, mode, expected) => {
    expect(await modeWith({ [name]: { 'kubeconfig.conf': 'kind: Config', [key]: config(mode) } })).toBe(expected);
  });

  it('is asked of a node’s kube-proxy where the configuration may not be read', async () => {
    const asked: string[] = [];
    const get: GetText = async (url) => {
      asked.push(url);
      return 'nftables\n';
    };
    expect(await modeWith({}, get)).toBe('nftables');
    expect(asked).toEqual(['http://10.1.0.1:10249/proxyMode']);
  });

  it('is nothing where neither can be read, and nothing of a page that something else serves', async () => {
    expect(await modeWith({})).toBeNull();
    await api.close();
    expect(await modeWith({ 'kube-proxy': { 'config.conf': 'not: [yaml' } }, async () => '<html>')).toBeNull();
    expect(api.pauses).toEqual([]);
  });
});
