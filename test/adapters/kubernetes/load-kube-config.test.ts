import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadKubeConfig } from '../../../src/adapters/kubernetes/load-kube-config.ts';

const CONFIG = `
apiVersion: v1
kind: Config
current-context: one
clusters: [{ name: c, cluster: { server: 'https://one.example' } }, { name: d, cluster: { server: 'https://two.example' } }]
users: [{ name: u, user: { token: t } }]
contexts:
  - { name: one, context: { cluster: c, user: u } }
  - { name: two, context: { cluster: d, user: u } }
  - { name: torn, context: { cluster: gone, user: u } }
`;

describe('loading a kubeconfig', () => {
  let folder: string;
  const file = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('takes the current context, or the one asked for', async () => {
    const kubeconfig = await file('good', CONFIG);
    expect(loadKubeConfig({ kubeconfig }).getCurrentCluster()?.server).toBe('https://one.example');
    expect(loadKubeConfig({ kubeconfig, context: 'two' }).getCurrentCluster()?.server).toBe('https://two.example');
  });

  it.each([
    ['an unknown context', CONFIG, 'prod', /no context "prod" \(it has one, two, torn\): correct `context`/],
    ['a context whose cluster is missing', CONFIG, 'torn', /Context torn of .* names a cluster that is not in it/],
    [
      'a server without TLS that is not meant to be so',
      CONFIG.replace('https://one.example', 'http://one.example'),
      'one',
      /Context one of .* leads to http:\/\/one\.example, unprotected: give its cluster an https server/,
    ],
    ['no current context', CONFIG.replace('current-context: one', ''), undefined, /has no current context/],
    ['text that is no YAML', 'clusters: [', undefined, /can not be read as a kubeconfig: /],
    ['an empty file', '', undefined, /can not be read as a kubeconfig|no current context/],
  ])('refuses %s', async (_, text, context, message) => {
    const kubeconfig = await file('bad', text);
    const load = (): unknown => loadKubeConfig({ kubeconfig, ...(context === undefined ? {} : { context }) });
    expect(load).toThrow(message);
    expect(load).toThrow(expect.objectContaining({ code: 'target_unfit' }));
  });

  it('names a file that is not there', () => {
    expect(() => loadKubeConfig({ kubeconfig: '/nowhere/config' })).toThrow(/There is no kubeconfig \/nowhere\/config/);
  });
});
