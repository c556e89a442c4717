import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createWorkspace } from '../../../src/adapters/workspace/create-workspace.ts';
import { startBot, startWorkspace } from './start-bot.ts';

/** A request with exactly these headers; fetch would not send a foreign Host. */
async function statusOf(url: string, headers: Record<string, string>, method = 'GET', body = ''): Promise<number> {
  const sent = request(url, { method, headers });
  sent.end(body);
  const [response] = await once(sent, 'response');
  response.resume();
  return response.statusCode;
}

test.each([
  [{ host: 'evil.example' }],
  [{ host: 'evil.example:80' }],
  [{ origin: 'http://evil.example' }],
  [{ origin: 'null' }],
  [{ origin: 'http://127.0.0.1:1' }],
  [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
])('a request with %o is refused', async (headers) => {
  const { workspace } = await startWorkspace();
  const statuses = await Promise.all(
    ['/', '/control/info', '/api/auth.test', '/healthz'].map((path) => statusOf(workspace.url + path, headers)),
  );
  expect(statuses).toEqual([403, 403, 403, 403]);
});

test('the own names of this machine are accepted', async () => {
  const { workspace } = await startWorkspace();
  const { port } = new URL(workspace.url);
  const own = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  const statuses = own.map((host) => statusOf(`${workspace.url}/control/info`, { host, origin: `http://${host}` }));
  expect(await Promise.all(statuses)).toEqual([200, 200, 200]);
});

test('a socket wants a ticket, once, and no foreign origin', async () => {
  const { workspace } = await startWorkspace();
  const headers = { authorization: `Bearer ${workspace.appToken}` };
  const open = async () => {
    const response = await fetch(`${workspace.apiUrl}apps.connections.open`, { method: 'POST', headers });
    return ((await response.json()) as { url: string }).url;
  };
  const connected = async (url: string, origin?: string) => {
    const socket = new WebSocket(url, origin === undefined ? {} : { origin });
    const [message] = await Promise.race([once(socket, 'message'), once(socket, 'unexpected-response')]).catch(
      () => [],
    );
    socket.terminate();
    return message instanceof Buffer ? JSON.parse(message.toString()).type : 'refused';
  };
  const url = await open();
  expect([await connected(url), await connected(url)]).toEqual(['hello', 'refused']);
  expect(await connected(await open(), 'http://evil.example')).toBe('refused');
  expect(await connected(url.replace(/ticket=\w+/, 'ticket=x'))).toBe('refused');
});

test.each([
  ['{', 400],
  ['[]', 400],
  ['"text"', 400],
  [Buffer.from([0x7b, 0xff, 0x7d]), 400],
  ['['.repeat(100_000), 400],
  ['x'.repeat(2 * 1024 * 1024 + 1), 413],
])('a malformed body %# is refused without harm', async (body, status) => {
  const { workspace, get } = await startWorkspace();
  for (const path of ['/control/commands', '/control/faults', '/control/views']) {
    const response = await fetch(workspace.url + path, { method: 'POST', body });
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty('error');
  }
  expect((await get('/control/info')).status).toBe(200);
});

test('a body that does not tell its length is cut off at the limit', async () => {
  const { workspace } = await startWorkspace();
  const sent = request(`${workspace.url}/control/commands`, { method: 'POST' });
  sent.on('error', () => undefined);
  for (let chunk = 0; chunk < 3; chunk += 1) sent.write(Buffer.alloc(1024 * 1024, 'x'));
  const [response] = await once(sent, 'response');
  sent.destroy();
  expect(response.statusCode).toBe(413);
});

test('a malformed Web API body is an error of Slack, not a crash', async () => {
  const { workspace } = await startWorkspace();
  const answer = async (body: string, type: string) => {
    const headers = { authorization: `Bearer ${workspace.botToken}`, 'content-type': type };
    const response = await fetch(`${workspace.apiUrl}chat.postMessage`, { method: 'POST', headers, body });
    return ((await response.json()) as { error?: string }).error;
  };
  expect(await answer('{', 'application/json')).toBe('invalid_json');
  expect(await answer('[1]', 'application/json')).toBe('json_not_object');
  expect(await answer('channel=nlb&text=x&blocks=%5B1%5D', 'application/x-www-form-urlencoded')).toBe('invalid_blocks');
});

test('__proto__ in a body changes nothing', async () => {
  const { workspace, get } = await startWorkspace();
  const body = '{"method":"__proto__","count":1,"__proto__":{"polluted":true}}';
  await fetch(`${workspace.url}/control/faults`, { method: 'POST', body });
  const headers = { authorization: `Bearer ${workspace.botToken}`, 'content-type': 'application/json' };
  const message =
    '{"channel":"nlb","text":"x","__proto__":{"polluted":true},"metadata":{"event_type":"a","event_payload":{"__proto__":{"polluted":true}}}}';
  await fetch(`${workspace.apiUrl}chat.postMessage`, { method: 'POST', headers, body: message });
  expect((await get('/control/messages?channel=nlb')).body).toHaveLength(1);
  expect({}).not.toHaveProperty('polluted');
});

test('an address that is no address is refused', async () => {
  const { workspace, get } = await startWorkspace();
  const { port, host } = new URL(workspace.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.end(`GET //[ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1.1 400 /);
  expect((await get('/control/nothing')).status).toBe(404);
});

test('a port in use is one line that says what to do', async () => {
  const { workspace } = await startWorkspace();
  const port = Number(new URL(workspace.url).port);
  const second = createWorkspace({ port, processes: () => [] });
  await expect(second).rejects.toThrow(`Port ${port} is in use: set WORKSPACE_PORT to a free port`);
});

test('healthz and info tell whether and how the bot is connected', async () => {
  const { workspace, get, app } = await startBot();
  expect((await get('/healthz')).status).toBe(200);
  expect((await get('/control/info')).body).toMatchObject({
    api_url: workspace.apiUrl,
    bot_token: workspace.botToken,
    app_token: workspace.appToken,
    signing_secret: workspace.signingSecret,
    channels: [{ name: 'general' }, { name: 'nlb' }, { name: 'sre-oncall' }],
    users: [{ name: 'alice' }, { name: 'bob' }, { name: 'carol' }, { name: 'haruka' }, { name: 'nlb' }],
    processes: [{ role: 'bot', pid: process.pid }],
  });
  await app.stop();
  await expect.poll(async () => (await get('/healthz')).status).toBe(503);
});

test('the page comes with a policy that allows nothing from elsewhere, and leads to no other file', async () => {
  const { workspace } = await startWorkspace();
  const page = await fetch(workspace.url);
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
  expect(await page.text()).toContain('/page/main.js');
  expect((await fetch(`${workspace.url}/page/main.js`)).headers.get('content-type')).toContain('javascript');
  for (const path of ['/page/..%2fcreate-workspace.ts', '/page/%2e%2e/router.ts', '/page/none.js', '/other']) {
    expect((await fetch(workspace.url + path)).status).toBe(404);
  }
});
