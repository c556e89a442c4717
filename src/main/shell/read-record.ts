import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '../../domain/record.ts';

/**
 * Reads the record of a run from its folder, or from `record.json` itself; null when there is neither.
 * @throws Error that names the file, when it can not be read or is no run record
 */
export async function readRecord(path: string): Promise<RunRecord | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  const file = found.isDirectory() ? join(path, 'record.json') : path;
  let record: RunRecord | null;
  try {
    record = JSON.parse(await readFile(file, 'utf8')) as RunRecord | null;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const says =
      code === 'ENOENT'
        ? 'is not there: pass the folder that a run was written to, such as out/demo'
        : `can not be read (${message}): make it anew by a run with --out`;
    throw new Error(`${file} ${says}.`, { cause });
  }
  const isRecord =
    typeof record === 'object' && typeof record?.id === 'string' && 'schema' in record && Array.isArray(record.arms);
  if (!isRecord)
    throw new Error(`${file} is no run record: pass the folder that a run was written to, such as out/demo.`);
  return record;
}
