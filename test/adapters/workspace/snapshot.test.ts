import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { expect, onTestFinished, test } from 'vitest';
import { startWorkspace } from './start-bot.ts';

const CHANNEL = 'C0000000002';

async function stateFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'workspace-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'deep', 'state.json');
}

test('messages, files, homes and credentials survive a restart', async () => {
  const file = await stateFile();
  const first = await startWorkspace({ stateFile: file });
  const client = new WebClient(first.workspace.botToken, { slackApiUrl: first.workspace.apiUrl });
  const { ts = '' } = await client.chat.postMessage({ channel: CHANNEL, text: 'root' });
  await client.chat.update({ channel: CHANNEL, ts, text: 'edited' });
  await client.files.uploadV2({ channel_id: CHANNEL, thread_ts: ts, file: Buffer.from('raw'), filename: 'a.json' });
  await first.workspace.close();

  const second = await startWorkspace({ stateFile: file });
  expect(second.workspace.botToken).toBe(first.workspace.botToken);
  const [root, reply] = (await second.get(`/control/messages?channel=nlb&thread_ts=${ts}`)).body;
  expect(root).toMatchObject({ ts, text: 'edited', edits: 1, reply_count: 1 });
  expect(await (await fetch(reply.files[0].url)).text()).toBe('raw');
  const later = new WebClient(second.workspace.botToken, { slackApiUrl: second.workspace.apiUrl });
  const next = await later.chat.postMessage({ channel: CHANNEL, text: 'next' });
  expect(Number(next.ts)).toBeGreaterThan(Number(reply.ts));
});

test('the state is written while the workspace runs, not only at its end', async () => {
  const file = await stateFile();
  const { workspace, post } = await startWorkspace({ stateFile: file });
  await post('/control/messages', { user: 'alice', channel: 'nlb', text: 'kept even after a kill' });
  await expect.poll(async () => await readFile(file, 'utf8')).toContain('kept even after a kill');
  expect(workspace.url).toContain('127.0.0.1');
});

test.each(['{"schema":1,"mess', '{"schema":2}', '[]', ''])('a damaged file %j is put aside and said', async (text) => {
  const file = await stateFile();
  const { workspace } = await startWorkspace({ stateFile: file });
  await workspace.close();
  await writeFile(file, text);
  const lines: string[] = [];
  const { get } = await startWorkspace({ stateFile: file, log: (line) => lines.push(line) });
  expect((await get('/control/messages?channel=nlb')).body).toEqual([]);
  expect(lines.join()).toContain('is damaged; starting empty');
  expect(existsSync(`${file}.corrupt`)).toBe(true);
});

test('without a state file every start has credentials of its own', async () => {
  const [one, two] = [await startWorkspace(), await startWorkspace()];
  expect(one.workspace.botToken).not.toBe(two.workspace.botToken);
  expect(one.workspace.signingSecret).not.toBe(two.workspace.signingSecret);
});
