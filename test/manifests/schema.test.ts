import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { asList, hasKubectl, type Manifest, render } from './kubectl.ts';

// As `.ci/run` does: python3 -m pip install --target .cache/kubernetes-validate kubernetes-validate==1.37.0
const env = { ...process.env, PYTHONPATH: resolve(import.meta.dirname, '../../.cache/kubernetes-validate') };
const VALIDATE = ['-m', 'kubernetes_validate', '--strict', '--quiet'];
const VERSIONS = ['1.34', '1.36'];
const folder = mkdtempSync(join(tmpdir(), 'nlb-schema-'));
const folders = [
  'base',
  'overlays/bot-fleet-job',
  'overlays/bot-http',
  'overlays/bot-monitoring',
  'overlays/eks',
  'overlays/eks-access',
  'overlays/nlb',
  'overlays/nlb-ip',
  'overlays/envoy-max-connection-duration',
];

const hasValidator = (() => {
  try {
    execFileSync('python3', [...VALIDATE, '--version'], { env, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

async function validate(objects: readonly Manifest[], version: string): Promise<void> {
  const file = join(folder, `${version}.yaml`);
  writeFileSync(file, objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  await promisify(execFile)('python3', [...VALIDATE, '-k', version, file], { env });
}

describe.skipIf(!hasKubectl || !hasValidator)('the schemas of Kubernetes', () => {
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(VERSIONS)('of version %s allow every field of every manifest', async (version) => {
    const objects = await Promise.all(folders.map(render));
    // What the Prometheus operator adds has definitions of its own.
    const own = objects.flat().filter(({ apiVersion }) => !apiVersion?.startsWith('monitoring.coreos.com/'));
    await validate(own, version);
  });

  it('would refuse a misspelt field', async () => {
    const text = asList(await render('base')).replaceAll('"replicas"', '"replicaz"');
    const { items } = JSON.parse(text) as { items: Manifest[] };
    await expect(validate(items, '1.34')).rejects.toMatchObject({ stdout: expect.stringContaining('replicaz') });
  });
});
