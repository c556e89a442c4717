import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { RunRecord } from '../../src/domain/record.ts';
import { commandOf, type GalleryEntry, type Place } from './entries.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** A busy host fails a gate of timing now and then; such a run shows nothing. */
const TRIES = 3;

/**
 * Runs an entry as a person does in the shell, and gives its record.
 * @throws Error when no run of it has ended with something to show
 */
export async function runEntry(entry: GalleryEntry, place: Place): Promise<RunRecord> {
  const words = commandOf(entry, place).split(' ');
  const out = join(ROOT, 'out/gallery', `${entry.id}-${place}`);
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    await rm(out, { recursive: true, force: true });
    const confirm = place === 'lab' ? [] : await confirmation(words);
    await nlb(['--out', out, ...words, ...confirm]);
    const record = await readRecord(out);
    const failed = record?.gates.filter(({ ok }) => !ok).map(({ name }) => name) ?? [];
    if (record?.state === 'done' && failed.length === 0) return record;
    console.error(`${words.join(' ')}: nothing to show (${record?.failure?.message ?? failed.join(', ')})`);
  }
  throw new Error(`${words.join(' ')} gave nothing to show in ${TRIES} tries; the last one is in ${out}`);
}

async function readRecord(out: string): Promise<RunRecord | null> {
  const text = await readFile(join(out, 'record.json'), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as RunRecord);
}

/** A target of class staging wants the plan's hash, which a dry run prints; a run that touches nothing wants none. */
async function confirmation(words: readonly string[]): Promise<string[]> {
  const hash = /Plan ([0-9a-f]{12})\./.exec(await nlb([...words, 'dry=true']))?.[1];
  return hash === undefined ? [] : [`confirm=${hash}`];
}

/** What the shell prints, which is also shown as it comes. */
async function nlb(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, ['src/main/nlb.ts', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    process.stdout.write(part);
  });
  await once(child, 'close');
  return text;
}
