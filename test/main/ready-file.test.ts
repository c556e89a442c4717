import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { markReady, unmarkReady } from '../../src/main/ready-file.ts';

describe('the file that says a role is ready', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ready-'));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  it('is there from a start to an end, in a state that need not be there before', async () => {
    const state = join(folder, 'state');
    vi.stubEnv('NLB_STATE', state);
    await unmarkReady('bot');
    await markReady('bot');
    expect(existsSync(join(state, 'bot.ready'))).toBe(true);
    await unmarkReady('worker');
    expect(existsSync(join(state, 'bot.ready'))).toBe(true);
    await unmarkReady('bot');
    expect(existsSync(join(state, 'bot.ready'))).toBe(false);
  });

  it('is none without a state', async () => {
    vi.stubEnv('NLB_STATE', '');
    await markReady('bot');
    await unmarkReady('bot');
  });
});
