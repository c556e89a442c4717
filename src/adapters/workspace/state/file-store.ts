import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChangeFeed } from './change-feed.ts';
import { mimetypeOf } from './mimetype.ts';
import type { FileRecord, FileShare } from './model.ts';

/** Uploaded files: the records, and their contents in memory or in a folder. */
export interface FileStore {
  /** Announces a file that is about to be uploaded; `key` is the secret part of its upload address. */
  announce(name: string, altText: string): { record: FileRecord; key: string };
  /** Takes the content for an announced file; undefined when the address is unknown or was used. */
  receive(key: string, content: Buffer): Promise<FileRecord | undefined>;
  share(record: FileRecord, share: FileShare): void;
  find(id: string): FileRecord | undefined;
  content(id: string): Promise<Buffer | undefined>;
  all(): FileRecord[];
  restore(records: FileRecord[]): void;
}

/** Creates the store; with `folder`, contents are written there once and survive a restart. */
export function createFileStore(feed: ChangeFeed, folder: string | undefined): FileStore {
  const records = new Map<string, FileRecord>();
  const contents = new Map<string, Buffer>();
  const awaited = new Map<string, string>();

  const keep = async (id: string, content: Buffer) => {
    if (folder === undefined) {
      contents.set(id, content);
      return;
    }
    await mkdir(folder, { recursive: true });
    const path = join(folder, id);
    await writeFile(`${path}.part`, content);
    await rename(`${path}.part`, path);
  };

  return {
    announce(name, altText) {
      const record: FileRecord = {
        id: `F${randomBytes(5).toString('hex').toUpperCase()}`,
        name,
        title: name,
        alt_text: altText,
        mimetype: mimetypeOf(name),
        size: 0,
        created: Math.floor(Date.now() / 1000),
        uploaded: false,
        shares: [],
      };
      const key = randomBytes(16).toString('hex');
      records.set(record.id, record);
      awaited.set(key, record.id);
      return { record, key };
    },
    async receive(key, content) {
      const record = records.get(awaited.get(key) ?? '');
      if (!record) return undefined;
      awaited.delete(key);
      await keep(record.id, content);
      record.size = content.length;
      record.uploaded = true;
      feed.publish({ kind: 'files' });
      return record;
    },
    share(record, share) {
      record.shares.push(share);
      feed.publish({ kind: 'files' });
    },
    find: (id) => records.get(id),
    async content(id) {
      const kept = contents.get(id);
      if (kept || folder === undefined || !records.get(id)?.uploaded) return kept;
      return await readFile(join(folder, id)).catch(() => undefined);
    },
    all: () => [...records.values()],
    restore(restored) {
      for (const record of restored) records.set(record.id, record);
    },
  };
}
