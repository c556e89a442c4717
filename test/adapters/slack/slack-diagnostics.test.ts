import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSlackDiagnostics } from '../../../src/adapters/slack/slack-diagnostics.ts';
import { diagnosticsContract } from '../../contract/diagnostics.contract.ts';
import { createFakeDiagnostics } from '../../fakes/fake-diagnostics.ts';
import { type LocalWorkspace, startLocalWorkspace } from './local-workspace.ts';

let local: LocalWorkspace;
beforeAll(async () => {
  local = await startLocalWorkspace();
});
afterAll(() => local.workspace.close());

const look = (changed: { token?: string; apiUrl?: string } = {}) => {
  const { botToken: token, apiUrl } = local.workspace;
  return createSlackDiagnostics({ token, apiUrl, usesGroups: true, log: local.log, ...changed });
};

diagnosticsContract(
  'the fake',
  () => createFakeDiagnostics([{ ok: true, kind: 'socket-mode' }]),
  () => createFakeDiagnostics([{ ok: false, kind: 'socket-mode', reason: 'gone' }]),
);
diagnosticsContract(
  'Slack',
  () => look(),
  () => look({ token: 'xoxb-stolen' }),
);

it('names the bot and its workspace, and the scopes', async () => {
  expect(await look().look()).toEqual([
    { ok: true, kind: 'slack-token', user: 'nlb', team: 'nlb local workspace' },
    { ok: true, kind: 'slack-scopes' },
  ]);
});

it('says that Slack can not be reached', async () => {
  const [found] = await look({ apiUrl: 'http://127.0.0.1:9/api/' }).look();
  expect(found).toMatchObject({ ok: false, kind: 'slack-token', reason: expect.stringMatching(/./) });
});
