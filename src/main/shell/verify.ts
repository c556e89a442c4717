import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorMessage } from '../../domain/error-message.ts';
import type { RunRecord } from '../../domain/record.ts';
import type { ClientEvent, EnvoyReading } from '../../domain/sample.ts';
import { sayCount } from '../../domain/text/say-number.ts';
import { type Difference, verifyRecord } from '../../domain/verify-record.ts';
import { readRecord } from './read-record.ts';

const SHOWN = 20;

/** `nlb verify DIR`: 0 when the raw files give the record, 1 with the differences, 2 when something cannot be read. */
export async function verify(folder: string, print: (line: string) => void): Promise<number> {
  let record: RunRecord;
  let readings: EnvoyReading[];
  let events: ClientEvent[];
  let found: Difference[];
  try {
    record = await recordIn(folder);
    readings = await readLines<EnvoyReading>(join(folder, 'raw', 'envoy.ndjson'));
    events = await readLines<ClientEvent>(join(folder, 'raw', 'clients.ndjson'));
    found = verifyRecord(record, readings, events);
  } catch (cause) {
    print(`${folder} cannot be verified: ${errorMessage(cause)}`);
    return 2;
  }
  if (found.length === 0) {
    print(`${record.id}: record.json agrees with ${readings.length} readings and ${events.length} client events.`);
    return 0;
  }
  print(`${record.id}: record.json differs from its raw files in ${sayCount(found.length, 'place')}:`);
  for (const { path, recorded, recomputed } of found.slice(0, SHOWN)) {
    print(`  ${path}: recorded ${JSON.stringify(recorded)}, recomputed ${JSON.stringify(recomputed)}`);
  }
  if (found.length > SHOWN) print(`  and ${found.length - SHOWN} more`);
  return 1;
}

/** @throws Error that says what is wrong with the folder or its record */
async function recordIn(folder: string): Promise<RunRecord> {
  const record = await readRecord(join(folder, 'record.json'));
  if (record === null)
    throw new Error('it has no record.json: pass the folder that a run was written to, such as out/demo.');
  return record;
}

async function readLines<T>(file: string): Promise<T[]> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'ENOENT'
      ? new Error(`its raw/${basename(file)} is missing; a run writes it with its record.`, { cause })
      : cause;
  });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => parseLine<T>(line, `${basename(file)}:${index + 1}`));
}

function parseLine<T>(line: string, place: string): T {
  try {
    return JSON.parse(line) as T;
  } catch (cause) {
    throw new Error(`${place}: ${errorMessage(cause)}`, { cause });
  }
}
