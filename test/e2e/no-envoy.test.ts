import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestValkey, type TestValkey } from '../adapters/redis/test-valkey.ts';
import { type Instance, startInstance } from './instance.ts';
import { newFolder } from './program.ts';

/** Nothing listens there (RFC 863, discard). */
const NOBODY = 'https://127.0.0.1:9';

describe('an instance where no Envoy can be had', { timeout: 60_000 }, () => {
  let valkey: TestValkey;
  let instance: Instance;

  beforeAll(async () => {
    valkey = await startTestValkey();
  });
  afterEach(async () => {
    await instance.discard();
  });
  afterAll(async () => {
    await valkey.close();
  });

  it('says so, starts without its lab, and takes runs for its other targets', async () => {
    const folder = newFolder();
    const kubeconfig = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: NOBODY } }],
      users: [{ name: 'u', user: { token: 't' } }],
    };
    writeFileSync(join(folder, 'kubeconfig'), JSON.stringify(kubeconfig));
    const shop = { kind: 'kubernetes', class: 'lab', kubeconfig: join(folder, 'kubeconfig') };
    writeFileSync(join(folder, 'nlb.config.yaml'), JSON.stringify({ targets: { shop } }));
    mkdirSync(join(folder, 'bin'));
    const env = {
      PATH: join(folder, 'bin'),
      ENVOY_BIN: '',
      NLB_CACHE: join(folder, 'cache'),
      REDIS_URL: valkey.url,
    };
    instance = await startInstance({ folder, env });
    expect(instance.stdout()).toMatch(/^No Envoy, so the lab is not started: .*set ENVOY_BIN/m);
    expect(instance.log()).toContain('"event":"no_envoy"');
    const roles = (await instance.control.info()).processes.map(({ role }) => role);
    expect(roles.sort()).toEqual(['bot', 'supervisor', 'worker']);

    const away = await instance.story.run('/nlb run baseline on=shop');
    expect((await instance.story.untilState(away, 'failed', 40_000)).text).toContain(
      `The API server ${NOBODY} does not`,
    );
    const lab = await instance.story.run('/nlb run baseline on=lab');
    expect((await instance.story.untilState(lab, 'failed', 20_000)).text).toContain('The lab does not answer');
  });
});
