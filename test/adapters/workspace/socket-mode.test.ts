import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Workspace } from '../../../src/adapters/workspace/create-workspace.ts';
import { connectBot, startBot, startWorkspace } from './start-bot.ts';

const command = { user: 'alice', channel: 'nlb', text: '/nlb status' };

/** A bare socket that has seen its hello and can be waited on for envelopes. */
async function connectSocket(workspace: Workspace) {
  const headers = { authorization: `Bearer ${workspace.appToken}` };
  const opened = await fetch(`${workspace.apiUrl}apps.connections.open`, { method: 'POST', headers });
  const { url } = (await opened.json()) as { url: string };
  const socket = new WebSocket(url);
  onTestFinished(() => socket.terminate());
  const pinged = once(socket, 'ping');
  const received: { type: string; envelope_id: string; retry_attempt?: number }[] = [];
  socket.on('message', (data) => received.push(JSON.parse(String(data))));
  await expect.poll(() => received[0]?.type).toBe('hello');
  return { socket, received, pinged };
}

test('an envelope that was not acknowledged before its socket closed goes to the next connection', async () => {
  const { workspace, post } = await startWorkspace();
  const first = await connectSocket(workspace);
  const answer = post('/control/commands', command);
  await expect.poll(() => first.received).toHaveLength(2);
  first.socket.terminate();
  const second = await connectSocket(workspace);
  await expect.poll(() => second.received[1]).toMatchObject({ type: 'slash_commands', retry_attempt: 1 });
  const { envelope_id: id } = second.received[1] ?? { envelope_id: '' };
  expect(id).toBe(first.received[1]?.envelope_id);
  second.socket.send(JSON.stringify({ envelope_id: id, payload: { text: 'from the second' } }));
  expect((await answer).body.response.text).toBe('from the second');
});

test('an envelope of a closed socket goes at once to another one that is open', async () => {
  const { workspace, post } = await startWorkspace();
  const sockets = [await connectSocket(workspace), await connectSocket(workspace)];
  const answer = post('/control/commands', command);
  const envelopes = () => sockets.map(({ received }) => received.length - 1);
  await expect.poll(envelopes).toEqual([1, 0]);
  sockets[0]?.socket.terminate();
  await expect.poll(envelopes).toEqual([1, 1]);
  const envelope = sockets[1]?.received[1];
  sockets[1]?.socket.send(JSON.stringify({ envelope_id: envelope?.envelope_id, payload: { text: 'taken over' } }));
  expect((await answer).body.response.text).toBe('taken over');
});

test('a command typed just before the bot connects still reaches it', async () => {
  const { workspace, post } = await startWorkspace();
  const answer = post('/control/commands', command);
  await connectBot(workspace, (app) => app.command('/nlb', ({ ack }) => ack('here')));
  expect((await answer).body.response.text).toBe('here');
});

test('the SDK comes back after a disconnect', async () => {
  const { get, post, workspace } = await startBot((bot) => bot.command('/nlb', ({ ack }) => ack('again')));
  await post('/control/disconnect', {});
  const connections = async () => (await get('/control/calls?method=apps.connections.open')).body;
  // The SDK waits 5 s before it connects again.
  await expect.poll(connections, { timeout: 10_000, interval: 200 }).toHaveLength(2);
  await expect.poll(async () => (await fetch(`${workspace.url}/healthz`)).status).toBe(200);
  expect((await post('/control/commands', command)).body.response.text).toBe('again');
});

test('after a warning the socket still takes commands, and what it leaves goes to the one that replaces it', async () => {
  const { workspace, post } = await startWorkspace();
  const old = await connectSocket(workspace);
  await post('/control/disconnect', { reason: 'warning', which: 'oldest' });
  await expect.poll(() => old.received[1]).toMatchObject({ type: 'disconnect', reason: 'warning' });
  const typed = post('/control/commands', command);
  await expect.poll(() => old.received[2]?.type).toBe('slash_commands');
  const fresh = await connectSocket(workspace);
  expect(fresh.received[0]).toMatchObject({ type: 'hello', num_connections: 2 });
  old.socket.close();
  await expect.poll(() => fresh.received[1]?.envelope_id).toBe(old.received[2]?.envelope_id);
  fresh.socket.send(JSON.stringify({ envelope_id: fresh.received[1]?.envelope_id, payload: { text: 'kept' } }));
  expect((await typed).body.response.text).toBe('kept');
});

test('a refresh of one socket leaves the other one open', async () => {
  const { workspace, post, get } = await startWorkspace();
  const [old, fresh] = [await connectSocket(workspace), await connectSocket(workspace)];
  const closed = once(old.socket, 'close');
  await post('/control/disconnect', { reason: 'refresh_requested', which: 'oldest' });
  await closed;
  expect(old.received[1]).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' });
  expect(fresh.socket.readyState).toBe(WebSocket.OPEN);
  expect((await get('/healthz')).status).toBe(200);
});

test('the server pings, and garbage from a client does no harm', async () => {
  const { workspace, get } = await startWorkspace();
  const { socket, pinged } = await connectSocket(workspace);
  for (const text of ['{', '[]', '{"envelope_id":7}', '{"envelope_id":"unknown","payload":[]}']) socket.send(text);
  await pinged;
  expect((await get('/healthz')).status).toBe(200);
});
