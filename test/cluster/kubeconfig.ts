import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';

/** Writes a kubeconfig for the tests' cluster, with another server or token than theirs, as a file of the folder. */
export function writeKubeconfig(folder: string, name: string, other: { server?: string; token?: string } = {}): string {
  const { server, token } = other;
  const kube = new KubeConfig();
  kube.loadFromDefault();
  const [cluster, user] = [kube.getCurrentCluster(), kube.getCurrentUser()];
  const path = join(folder, name);
  const own = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    clusters: [
      {
        name: 'test',
        cluster:
          server === undefined
            ? { server: cluster?.server, 'certificate-authority-data': cluster?.caData }
            : { server, 'insecure-skip-tls-verify': true },
      },
    ],
    users: [{ name: 'test', user: { token: token ?? user?.token } }],
  };
  writeFileSync(path, JSON.stringify(own), { mode: 0o600 });
  return path;
}
