import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AppsManifestCreateArguments } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { EXPLAIN_SHORTCUT } from '../../src/adapters/slack/listen-to-shortcuts.ts';
import { SCOPE_OF, SCOPES } from '../../src/adapters/slack/scopes.ts';
import { EXPLAIN_SHORTCUT_NAME } from '../../src/domain/text/thread-help.ts';

type Manifest = AppsManifestCreateArguments['manifest'];

const root = resolve(import.meta.dirname, '../..');
const manifestOf = (name: string): Manifest =>
  parse(readFileSync(join(root, 'manifests/slack', name), 'utf8')) as Manifest;

const socket = manifestOf('app-manifest.yaml');
const http = manifestOf('app-manifest-http.yaml');
const slack = join(root, 'src/adapters/slack');
const sources = readdirSync(slack)
  .filter((name) => name !== 'scopes.ts')
  .map((name) => readFileSync(join(slack, name), 'utf8'))
  .join('\n');

/** Every use of Slack in the code, by the names of the table of scopes. */
function used(): string[] {
  const methods = [...sources.matchAll(/\b(?:client|posts|updates)\s*\.((?:[a-z]+\.)+[a-zA-Z]+)\(/g)].map(
    ([, name = '']) => name,
  );
  const events = [...sources.matchAll(/app\.event\('([a-z_]+)'/g)].map(([, name]) => `event ${name}`);
  const others = [
    ...(/\.filesUploadV2\(/.test(sources) ? ['filesUploadV2'] : []),
    ...(/app\.command\(/.test(sources) ? ['slash command'] : []),
    ...(/app\.shortcut[(<]/.test(sources) ? ['message shortcut'] : []),
  ];
  return [...new Set([...methods, ...events, ...others])].sort();
}

describe("the Slack app's manifest", () => {
  it('asks for the scopes of what the code uses, and for no other', () => {
    expect(used()).toEqual(Object.keys(SCOPE_OF).sort());
    expect(socket.oauth_config?.scopes?.bot).toEqual(SCOPES);
    expect(socket.oauth_config?.scopes?.user).toBeUndefined();
  });

  it('has the events, the command, the shortcut and the home tab that the code listens to', () => {
    const events = Object.keys(SCOPE_OF).filter((name) => name.startsWith('event '));
    expect(socket.settings?.event_subscriptions?.bot_events).toEqual(events.map((name) => name.slice(6)));
    expect(socket.features?.slash_commands?.map(({ command }) => command)).toEqual(['/nlb']);
    expect(socket.features?.shortcuts).toMatchObject([
      { type: 'message', callback_id: EXPLAIN_SHORTCUT, name: EXPLAIN_SHORTCUT_NAME },
    ]);
    expect(socket.features?.app_home?.home_tab_enabled).toBe(true);
    expect(socket.settings).toMatchObject({ interactivity: { is_enabled: true }, socket_mode_enabled: true });
    // Slack would turn `<` of a command into `&lt;` otherwise.
    expect(socket.features?.slash_commands?.[0]?.should_escape).toBe(false);
  });

  it('for HTTP is the same with one address in three places', () => {
    const url = 'https://nlb.example.com/slack/events';
    const [command] = socket.features?.slash_commands ?? [];
    expect(http).toEqual({
      ...socket,
      features: { ...socket.features, slash_commands: [{ ...command, url }] },
      settings: {
        ...socket.settings,
        event_subscriptions: { ...socket.settings?.event_subscriptions, request_url: url },
        interactivity: { is_enabled: true, request_url: url },
        socket_mode_enabled: false,
      },
    });
  });

  // Lengths and keys of manifest.schema.1.0.0 (github.com/slackapi/manifest-schema).
  it.each([
    ['app-manifest.yaml', socket],
    ['app-manifest-http.yaml', http],
  ])('%s keeps to the lengths and keys of the published schema', (_name, manifest) => {
    const { display_information: shown, features } = manifest;
    expect(Object.keys(manifest)).toEqual(['_metadata', 'display_information', 'features', 'oauth_config', 'settings']);
    expect(shown.name.length).toBeLessThanOrEqual(35);
    expect(shown.description?.length).toBeLessThanOrEqual(140);
    expect(features?.bot_user?.display_name).toMatch(/^[a-z0-9._-]{1,80}$/);
    for (const shortcut of features?.shortcuts ?? []) {
      expect(Object.keys(shortcut).sort()).toEqual(['callback_id', 'description', 'name', 'type']);
      expect(shortcut.name.length).toBeLessThanOrEqual(24);
      expect(shortcut.description.length).toBeLessThanOrEqual(150);
    }
    for (const command of features?.slash_commands ?? []) {
      expect(command.command).toMatch(/^\/.{1,31}$/);
      expect(command.description.length).toBeLessThanOrEqual(2000);
      expect(command.usage_hint?.length).toBeLessThanOrEqual(1000);
    }
    const settings = [
      'event_subscriptions',
      'interactivity',
      'org_deploy_enabled',
      'socket_mode_enabled',
      'token_rotation_enabled',
    ];
    expect(Object.keys(manifest.settings ?? {})).toEqual(settings);
  });
});
