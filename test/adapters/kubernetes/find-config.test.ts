import { describe, expect, it } from 'vitest';
import { findConfig } from '../../../src/adapters/kubernetes/find-config.ts';
import type { KubeConfigMap, PodTemplate, Volume } from '../../../src/adapters/kubernetes/kube-objects.ts';
import { envoyDocument } from './envoy-on-cluster.ts';

const ENVOY = envoyDocument();

function template(volumes: Volume[], args: string[] = []): PodTemplate {
  const volumeMounts = volumes.map(({ name }) => ({ name, mountPath: `/etc/${name}` }));
  return { spec: { containers: [{ name: 'envoy', args, volumeMounts }], volumes } };
}
const mount = (name: string): Volume => ({ name: 'config', configMap: { name } });
const maps = (all: Record<string, Record<string, string> | null>): Map<string, KubeConfigMap | null> =>
  new Map(
    Object.entries(all).map(([name, data]) => [
      name,
      data === null ? null : { metadata: { name, uid: name, resourceVersion: '1' }, data },
    ]),
  );

describe("finding Envoy's configuration", () => {
  it('takes it under any key and file name, in YAML or JSON, beside other keys', () => {
    const found = findConfig(
      'envoy',
      template([mount('c')]),
      maps({ c: { 'a.txt': 'x: [', 'proxy.cfg': ENVOY } }),
      null,
    );
    expect(found).toEqual({ name: 'c', key: 'proxy.cfg', document: ENVOY });
    const type =
      'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
    const json = JSON.stringify({ static_resources: [{ '@type': type }] });
    expect(findConfig('envoy', template([mount('c')]), maps({ c: { 'e.json': json } }), null).document).toBe(json);
  });

  it('takes the one that `-c` names where several would do, also from a projected volume with another file name', () => {
    const both = maps({ old: { 'envoy.yaml': ENVOY }, now: { main: ENVOY } });
    const volumes: Volume[] = [
      { name: 'old', configMap: { name: 'old' } },
      {
        name: 'all',
        projected: { sources: [{ configMap: { name: 'now', items: [{ key: 'main', path: 'e.yaml' }] } }] },
      },
    ];
    expect(findConfig('envoy', template(volumes, ['-c', '/etc/all/e.yaml']), both, null).name).toBe('now');
    expect(findConfig('envoy', template(volumes, ['--config-path=/etc/old/envoy.yaml']), both, null).name).toBe('old');
    expect(() => findConfig('envoy', template(volumes), both, null)).toThrow(
      /several Envoy configurations \(old\/envoy.yaml, now\/main\): name one as `config: \{configmap, key\}`/,
    );
  });

  it('takes what the profile names, whatever hash the ConfigMap has by now', () => {
    const all = maps({ 'config-2fhc2kg5kg': { a: ENVOY, b: ENVOY } });
    for (const name of ['config', 'config-2fhc2kg5kg', 'config-9m5kc2h7td']) {
      expect(findConfig('envoy', template([mount('x')]), all, { name, key: 'b' }).key).toBe('b');
    }
    expect(() => findConfig('envoy', template([]), all, { name: 'other', key: 'b' })).toThrow(
      'mounts no ConfigMap other: correct `config.configmap`',
    );
    expect(() => findConfig('envoy', template([]), all, { name: 'config', key: 'c' })).toThrow(
      'ConfigMap config-2fhc2kg5kg has no key c: correct `config.key`',
    );
  });

  it.each<[string, PodTemplate, Map<string, KubeConfigMap | null>, RegExp]>([
    ['in a Secret', template([{ name: 's', secret: { secretName: 'tls' } }]), maps({}), /mounts Secrets only \(tls\)/],
    ['in the arguments', template([], ['--config-yaml', 'admin: {}']), maps({}), /in its arguments \(--config-yaml\)/],
    ["not Envoy's", template([mount('c')]), maps({ c: { 'app.yaml': 'port: 1' } }), /only c, without an Envoy config/],
    ['nowhere', template([]), maps({}), /mounts no ConfigMap, without/],
    ['in a ConfigMap that is not there', template([mount('c')]), maps({ c: null }), /only c, without/],
    [
      'invalid YAML',
      template([mount('c')], ['-c', '/etc/config/e.yaml']),
      maps({ c: { 'e.yaml': 'admin: [', 'other.yaml': ENVOY } }),
      /Key e.yaml of ConfigMap c is no valid YAML: /,
    ],
  ])('says so when it is %s', (_, pod, all, message) => {
    const found = (): unknown => findConfig('envoy', pod, all, null);
    expect(found).toThrow(message);
    expect(found).toThrow(expect.objectContaining({ code: 'config_unreadable' }));
  });
});
