import { readFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import type { Credentials, FileRecord, Message, View } from './model.ts';

/** What survives a restart. */
export interface Snapshot {
  credentials: Credentials;
  messages: Message[];
  files: FileRecord[];
  homes: [string, View][];
}

const items = z.array(z.looseObject({}));
/** Checks the outline only: the file is written by this module and nobody else. */
const outline = z.object({
  schema: z.literal(1),
  credentials: z.object({ botToken: z.string(), appToken: z.string(), signingSecret: z.string() }),
  messages: z.array(z.looseObject({ ts: z.string(), channel: z.string() })),
  files: items,
  homes: z.array(z.tuple([z.string(), z.looseObject({})])),
});

/**
 * Reads a snapshot. A missing file gives undefined; a damaged one is put aside as `FILE.corrupt`, said in the log, and
 * gives undefined as well.
 */
export function loadSnapshot(file: string, log: (line: string) => void): Snapshot | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      log(`workspace: cannot read ${file} (${String(error)}); starting empty.`);
    return undefined;
  }
  try {
    return outline.parse(JSON.parse(text)) as unknown as Snapshot;
  } catch {
    renameSync(file, `${file}.corrupt`);
    log(`workspace: ${file} is damaged; starting empty. The damaged file is kept as ${file}.corrupt.`);
    return undefined;
  }
}
