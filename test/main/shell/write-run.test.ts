import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ControlClient, ShownMessage } from '../../../src/main/shell/control-client.ts';
import { writeRun } from '../../../src/main/shell/write-run.ts';

it('leaves nothing of an earlier run in the folder, and nothing of anybody else away', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nlb-write-'));
  try {
    await mkdir(join(folder, 'raw'));
    for (const name of ['record.json', 'page.png', 'chart-share.png', 'raw/envoy.ndjson', 'notes.txt']) {
      await writeFile(join(folder, name), 'earlier');
    }
    const root = { ts: '1.0', files: [], blocks: [], text: '' } as unknown as ShownMessage;
    const control = {} as ControlClient;
    await writeRun(folder, control, { run: 'r-1', state: 'failed', root, replies: [] }, null);
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(['notes.txt', 'raw', 'thread.json']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
