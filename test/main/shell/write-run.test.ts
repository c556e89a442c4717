import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ControlClient, ShownMessage } from '../../../src/main/shell/control-client.ts';
import { writeRun } from '../../../src/main/shell/write-run.ts';
import { aRecord } from '../../builders/a-record.ts';

let folder = '';
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'nlb-run-')), 'new', 'out');
});
afterEach(async () => {
  await rm(join(folder, '../..'), { recursive: true });
});

const control: ControlClient = {
  channelId: 'C1',
  type: async () => null,
  roots: async () => [],
  thread: async () => [],
  download: async (url) => Buffer.from(`bytes of ${url}`),
};
const root: ShownMessage = {
  ts: '1.0',
  thread_ts: null,
  user: 'U1',
  text: 'root',
  blocks: [],
  metadata: null,
  files: [],
};
const files = [
  { id: 'F1', name: 'chart-share-r-7f3c0a12.png', alt_text: '', mimetype: 'image/png', url: '/share' },
  { id: 'F2', name: 'record.json', alt_text: '', mimetype: 'application/json', url: '/record' },
];
const thread = { run: 'r-7f3c0a12', state: 'done' as const, root, replies: [{ ...root, ts: '1.1', files }] };

it('writes record, thread, charts without the run in their names, and raw files into a new folder', async () => {
  const record = aRecord();
  const raw = { 'envoy.ndjson': Buffer.from('{}\n'), 'clients.ndjson': Buffer.from('') };
  const written = await writeRun(folder, control, thread, { record, raw });
  expect(written).toEqual(['chart-share.png', 'thread.json', 'record.json', 'raw/envoy.ndjson', 'raw/clients.ndjson']);
  expect((await readdir(folder)).sort()).toEqual(['chart-share.png', 'raw', 'record.json', 'thread.json']);
  expect(await readFile(join(folder, 'chart-share.png'), 'utf8')).toBe('bytes of /share');
  expect(JSON.parse(await readFile(join(folder, 'record.json'), 'utf8'))).toEqual(record);
  expect(JSON.parse(await readFile(join(folder, 'thread.json'), 'utf8'))).toEqual({ root, replies: thread.replies });
  expect(await readFile(join(folder, 'raw/envoy.ndjson'), 'utf8')).toBe('{}\n');
});

it('writes the thread of a run whose outcome is lost', async () => {
  expect(await writeRun(folder, control, { ...thread, replies: [] }, null)).toEqual(['thread.json']);
});
