import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ShownMessage } from '../../../src/main/shell/control-client.ts';
import { followPicture } from '../../../src/main/shell/follow-picture.ts';

const message = (ts: string, files: ShownMessage['files'] = []): ShownMessage => ({
  ts,
  thread_ts: null,
  user: 'U0NLB',
  text: 'I opened 60 connections to node-1 `127.0.0.11:31401`',
  blocks: [],
  metadata: null,
  files,
});
const picture = { id: 'F1', name: 'path-lab.png', alt_text: 'The way', mimetype: 'image/png', url: '/files/F1' };

/** A channel that has one message more at each look. */
function aChannel(later: readonly ShownMessage[]) {
  let looks = 0;
  const printed: string[] = [];
  const control = {
    roots: async () => {
      looks += 1;
      return [message('1.0', [{ ...picture, name: 'old.png' }]), ...later.slice(0, looks - 1)];
    },
    download: async (url: string) => Buffer.from(`bytes of ${url}`),
  };
  return { control, printed, seen: new Set(['1.0']), print: (line: string) => void printed.push(line) };
}

describe('the picture that follows an answer at the shell', () => {
  it('is waited for, printed with its description, and written into the folder', async () => {
    const out = join(await mkdtemp(join(tmpdir(), 'nlb-picture-')), 'new');
    const channel = aChannel([message('2.0'), message('3.0', [picture])]);
    expect(await followPicture({ ...channel, out })).toBe(true);
    expect(channel.printed).toEqual([
      'I opened 60 connections to node-1 127.0.0.11:31401',
      '[path-lab.png] The way',
      `${out}: path-lab.png`,
    ]);
    expect(String(await readFile(join(out, 'path-lab.png')))).toBe('bytes of /files/F1');
  });

  it('stays in the channel where no folder is named', async () => {
    const channel = aChannel([message('3.0', [picture])]);
    expect(await followPicture({ ...channel, out: null })).toBe(true);
    expect(channel.printed).toHaveLength(2);
  });

  it('is told to be missing when it does not come', async () => {
    const channel = aChannel([]);
    expect(await followPicture({ ...channel, out: null, waitMs: 300 })).toBe(false);
    expect(channel.printed).toEqual(['The picture did not come within 0.3 s; NLB_LOG=1 shows why.']);
  });
});
