import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { envoyAtHand, findEnvoy, findOnPath } from '../../../src/adapters/system/find-envoy.ts';
import { findValkey } from '../../../src/adapters/system/find-valkey.ts';

const root = mkdtempSync(join(tmpdir(), 'find-'));
afterAll(() => rmSync(root, { recursive: true }));

const cacheDir = join(import.meta.dirname, '../../../.cache');
const silent = () => undefined;
const envoySays = (version: string) => `echo; echo "envoy  version: 9e55/${version}/Clean/RELEASE/BoringSSL"; echo`;
const serverSays = (name: string, version: string) => `echo "${name} server v=${version} sha=0:0 malloc=libc bits=64"`;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(root, 'case-'));
});

function program(path: string, body: string): string {
  const full = join(home, path);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, `#!/bin/sh\n${body}\n`);
  chmodSync(full, 0o755);
  return full;
}

/** PATH with the pinned wheel as the only other source, which has no build for this platform. */
function envoyOn(path: string, more: Record<string, string> = {}) {
  return findEnvoy({ env: { PATH: path, ...more }, cacheDir, onProgress: silent, platform: 'sunos-x64' });
}
const noWheel = 'no Envoy build is pinned for sunos-x64';

test('ENVOY_BIN goes before an envoy on PATH, which goes before the wheel', async () => {
  const named = program('named', envoySays('1.41.2'));
  const onPath = program('bin/envoy', envoySays('1.39.0-dev'));
  const bin = join(home, 'bin');
  expect(await envoyOn(bin, { ENVOY_BIN: named })).toEqual({ path: named, version: '1.41.2', from: 'ENVOY_BIN' });
  expect(await envoyOn(bin, { ENVOY_BIN: '' })).toEqual({ path: onPath, version: '1.39.0-dev', from: 'PATH' });
  await expect(envoyOn(home)).rejects.toThrow(noWheel);
});

test('where nothing may be fetched there is an Envoy at hand or none, and a wrong ENVOY_BIN is still an error', async () => {
  const named = program('named', envoySays('1.40.0'));
  program('bin/envoy', 'exit 1');
  expect(await envoyAtHand({ ENVOY_BIN: named })).toMatchObject({ path: named, from: 'ENVOY_BIN' });
  expect(await envoyAtHand({ PATH: join(home, 'bin') })).toBeNull();
  expect(await envoyAtHand({})).toBeNull();
  await expect(envoyAtHand({ ENVOY_BIN: '/nowhere/envoy' })).rejects.toThrow('ENVOY_BIN is /nowhere/envoy');
});

test('an ENVOY_BIN that is not a running Envoy is an error that names it', async () => {
  const plain = join(home, 'plain');
  writeFileSync(plain, '');
  const wrong = [
    [join(home, 'absent'), 'does not exist'],
    [plain, 'may not be executed'],
    [program('other', 'echo other 1.0'), 'does not answer --version as Envoy does'],
    [program('failing', 'exit 4'), 'does not answer --version (4)'],
  ] as const;
  for (const [path, why] of wrong) {
    await expect(envoyOn('', { ENVOY_BIN: path })).rejects.toThrow(
      new RegExp(
        `ENVOY_BIN is ${path}, which ${why.replace(/[()]/g, '\\$&')}.*: set it to an Envoy 1.40 binary, or unset`,
      ),
    );
  }
});

test('on PATH, directories, files that may not be executed and programs that do not run are passed over', async () => {
  mkdirSync(join(home, 'a/envoy'), { recursive: true });
  mkdirSync(join(home, 'b'));
  writeFileSync(join(home, 'b/envoy'), '');
  const good = program('c/envoy', envoySays('1.40.0'));
  const path = ['', 'a', 'b', 'c'].map((name) => name && join(home, name)).join(delimiter);
  expect((await envoyOn(path)).path).toBe(good);
  const before = process.cwd();
  process.chdir(join(home, 'c'));
  await expect(envoyOn(delimiter).finally(() => process.chdir(before))).rejects.toThrow(noWheel);
  program('d/envoy', 'exit 1');
  await expect(envoyOn(join(home, 'd'))).rejects.toThrow(noWheel);
});

test('a valkey-server goes before a redis-server, and one older than 6.2 or broken is passed over', async () => {
  const find = (names: string) =>
    findValkey({ env: { PATH: join(home, names) }, cacheDir, onProgress: silent, platform: 'sunos-x64' });
  const valkey = program('both/valkey-server', serverSays('Valkey', '9.1.2'));
  program('both/redis-server', serverSays('Redis', '7.0.15'));
  expect(await find('both')).toEqual({ path: valkey, from: 'PATH' });
  program('both/valkey-server', 'exit 1');
  expect((await find('both')).path).toBe(join(home, 'both/redis-server'));
  const redis = program('redis/redis-server', serverSays('Redis', '6.2.0'));
  expect(await find('redis')).toEqual({ path: redis, from: 'PATH' });
  for (const version of ['6.0.16', '5.0.14']) {
    program('redis/redis-server', serverSays('Redis', version));
    await expect(find('redis')).rejects.toThrow('no Valkey build is pinned for sunos-x64: put valkey-server');
  }
});

test.runIf(['linux-x64', 'linux-arm64'].includes(`${process.platform}-${process.arch}`))(
  'where nothing is on PATH the pinned wheels are fetched once, and run',
  async () => {
    // Only what pip needs is on this PATH, so that an Envoy or a Redis of the machine's own is not found.
    const bin = join(home, 'python');
    mkdirSync(bin);
    const python = (await findOnPath('python3', process.env)) ?? 'python3';
    writeFileSync(join(bin, 'python3'), `#!/bin/sh\nPATH='${process.env.PATH}' exec '${python}' "$@"\n`, {
      mode: 0o755,
    });
    const env = { ...process.env, PATH: bin, ENVOY_BIN: undefined };
    const envoy = await findEnvoy({ env, cacheDir, onProgress: silent });
    expect(envoy).toMatchObject({ version: '1.40.0', from: 'wheel' });
    expect((await findValkey({ env, cacheDir, onProgress: silent })).from).toBe('wheel');
    const again: string[] = [];
    expect(await findEnvoy({ env, cacheDir, onProgress: (line) => again.push(line) })).toEqual(envoy);
    expect(again).toEqual([]);
  },
  180_000,
);
