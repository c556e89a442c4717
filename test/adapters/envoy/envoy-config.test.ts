import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEnvoyConfig } from '../../../src/adapters/envoy/envoy-config.ts';
import { configDiff } from '../../../src/domain/text/config-diff.ts';
import type { EnvoyConfig } from '../../../src/ports/envoy-config.ts';
import { envoyConfigContract } from '../../contract/envoy-config.contract.ts';
import { createFakeEnvoyConfig } from '../../fakes/fake-envoy-config.ts';
import { FAKE_BAD_FIELD, FAKE_DOCUMENT } from '../../fakes/fake-target.ts';
import { BAD_DOCUMENT, BASE_DOCUMENT, envoyBinary, STAT_PREFIX } from '../lab/real-lab.ts';

const HCM = 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
const { path: binary } = await envoyBinary();
const config: EnvoyConfig = createEnvoyConfig({ binary, statPrefix: STAT_PREFIX });
const JITTERED = { kind: 'max-connection-duration', value_ms: 2000, jitter_percent: 50 } as const;
const ONE_SECOND = { kind: 'max-connection-duration', value_ms: 1000 } as const;

envoyConfigContract('Envoy', async () => ({
  config,
  document: BASE_DOCUMENT,
  unreadable: BASE_DOCUMENT.replace(`stat_prefix: ${STAT_PREFIX}`, 'stat_prefix: another'),
  invalid: BAD_DOCUMENT,
  reason: "no such field: 'no_such_field'",
}));

envoyConfigContract('the fake', async () => ({
  config: createFakeEnvoyConfig(),
  document: FAKE_DOCUMENT,
  unreadable: 'stat_prefix: another\n',
  invalid: `${FAKE_DOCUMENT}${FAKE_BAD_FIELD}: 1\n`,
  reason: `no such field: '${FAKE_BAD_FIELD}'`,
}));

/** A document whose connection manager has these lines, in the base's own indentation. */
function withOptions(...lines: string[]): string {
  const indent = ' '.repeat(16);
  return BASE_DOCUMENT.replace(
    /^ *stat_prefix: ingress_http$/m,
    (found) => `${found}\n${lines.map((line) => `${indent}${line}`).join('\n')}`,
  );
}

/** The changed lines of a diff, without their context. */
function changes(before: string, after: string): string[] {
  return configDiff(before, after)
    .split('\n')
    .filter((line) => /^[+-]/.test(line));
}

it('takes every document where no Envoy is at hand, and says that nobody judges', async () => {
  const unjudged = createEnvoyConfig({ binary: null, statPrefix: STAT_PREFIX });
  expect([config.judges, unjudged.judges]).toEqual([true, false]);
  await unjudged.validate(BAD_DOCUMENT);
  expect(unjudged.write(BASE_DOCUMENT, ONE_SECOND)).toBe(config.write(BASE_DOCUMENT, ONE_SECOND));
});

describe('a configuration kept by hand: two listeners, three managers, comments and anchors', () => {
  const before = readFileSync(join(import.meta.dirname, 'three-managers.yaml'), 'utf8');
  const at = before.indexOf('"86400s"', before.indexOf('# An hour, then a day.'));

  it('is valid, and keeps every byte outside the value that is set', async () => {
    expect(before.split('"86400s"')).toHaveLength(3);
    await config.validate(before);
    expect(config.read(before, 'max-connection-duration')).toMatchObject({ value_ms: 86_400_000 });
    const after = config.write(before, ONE_SECOND);
    expect(after).toBe(`${before.slice(0, at)}1s${before.slice(at + '"86400s"'.length)}`);
    await config.validate(after);
  });

  it('keeps every byte outside the line that is added', async () => {
    const line = /\n {18}max_connection_duration: "86400s" {3}# a day/g;
    line.lastIndex = before.indexOf('# An hour, then a day.');
    const [taken = ''] = line.exec(before) ?? [];
    const without = before.slice(0, line.lastIndex - taken.length) + before.slice(line.lastIndex);
    expect(config.read(without, 'max-connection-duration')).toBeNull();
    const after = config.write(without, ONE_SECOND);
    const added = '\n                  max_connection_duration: 1s';
    const place = without.indexOf('# ours') + '# ours'.length;
    expect(after).toBe(without.slice(0, place) + added + without.slice(place));
    await config.validate(after);
  });

  it.each(['local_http', 'health'])('does not take %s for the manager that was asked for', (statPrefix) => {
    const other = createEnvoyConfig({ binary, statPrefix });
    expect(() => other.write(before, ONE_SECOND)).toThrow(/is not written out in Envoy's configuration/);
  });
});

describe('setting a field', () => {
  it('adds two lines to a manager without options, and nothing else changes', async () => {
    const after = config.write(BASE_DOCUMENT, ONE_SECOND);
    expect(changes(BASE_DOCUMENT, after)).toEqual([
      '+                common_http_protocol_options:',
      '+                  max_connection_duration: 1s',
    ]);
    await config.validate(after);
  });

  it('adds one line to options that are there, before their comments and in their indentation', () => {
    const before = withOptions('common_http_protocol_options: # ours', '    # keep', '    idle_timeout: 9s # why');
    const after = config.write(before, ONE_SECOND);
    expect(changes(before, after)).toEqual(['+                    max_connection_duration: 1s']);
    expect(after).toContain(
      'options: # ours\n                    max_connection_duration: 1s\n                    # keep',
    );
    expect(config.read(after, 'idle-timeout')).toMatchObject({ value_ms: 9000 });
  });

  it.each(['5s', '"5s"', "'5s'", '5.000s'])('replaces the value %s in its line, with its comment', (value) => {
    const before = withOptions('common_http_protocol_options:', `  max_connection_duration:  ${value}  # five`);
    const after = config.write(before, ONE_SECOND);
    expect(config.read(before, 'max-connection-duration')).toMatchObject({ value_ms: 5000 });
    expect(changes(before, after)).toEqual([
      `-                  max_connection_duration:  ${value}  # five`,
      '+                  max_connection_duration:  1s  # five',
    ]);
  });

  it.each([
    ['{}', '{ max_connection_duration: 1s }'],
    ['{ }', '{ max_connection_duration: 1s }'],
    ['{ idle_timeout: 9s }', '{ max_connection_duration: 1s, idle_timeout: 9s }'],
    ['{idle_timeout: 9s, max_connection_duration: 5s}', '{idle_timeout: 9s, max_connection_duration: 1s}'],
    ['null', '{ max_connection_duration: 1s }'],
    ['', '{ max_connection_duration: 1s }'],
    ['# none yet', '{ max_connection_duration: 1s } # none yet'],
  ])('edits options written as "%s" in their line', async (written, expected) => {
    const before = withOptions(`common_http_protocol_options: ${written}`.trimEnd());
    const after = config.write(before, ONE_SECOND);
    expect(changes(before, after).filter((line) => line.startsWith('+'))).toEqual([
      `+                common_http_protocol_options: ${expected}`,
    ]);
    expect(config.read(after, 'max-connection-duration')).toMatchObject({ value_ms: 1000 });
    await config.validate(after);
  });

  it('fills an empty value', () => {
    const before = withOptions('common_http_protocol_options:', '  max_connection_duration:', '  idle_timeout: 9s');
    expect(config.read(before, 'max-connection-duration')).toBeNull();
    const after = config.write(before, ONE_SECOND);
    expect(config.read(after, 'max-connection-duration')).toMatchObject({ value_ms: 1000 });
    expect(config.read(after, 'idle-timeout')).toMatchObject({ value_ms: 9000 });
  });

  it.each([
    ['{}', '{ value: 50 }'],
    ['', '{ value: 50 }'],
    ['{ value: 10 }', '{ value: 50 }'],
    ['{value: "10"} # ten', '{value: 50} # ten'],
  ])('sets a jitter written as "%s" in its line', async (written, expected) => {
    const line = `max_connection_duration_jitter: ${written}`.trimEnd();
    const before = withOptions('common_http_protocol_options:', '  max_connection_duration: 5s', `  ${line}`);
    const after = config.write(before, JITTERED);
    expect(after).toContain(`  max_connection_duration_jitter: ${expected}\n`);
    expect(after.split('\n')).toHaveLength(before.split('\n').length);
    expect(config.read(after, 'max-connection-duration')).toEqual(JITTERED);
    await config.validate(after);
  });

  it('sets a jitter written in lines of its own', async () => {
    const lines = ['  max_connection_duration_jitter:', '    # a tenth', '    value: 10 # percent'];
    const before = withOptions('common_http_protocol_options:', '  max_connection_duration: 2s', ...lines);
    const after = config.write(before, JITTERED);
    const indent = ' '.repeat(20);
    expect(changes(before, after)).toEqual([`-${indent}value: 10 # percent`, `+${indent}value: 50 # percent`]);
    await config.validate(after);
  });

  it('puts a new jitter right behind the value, in lines, in braces and in JSON', async () => {
    const block = ['common_http_protocol_options:', '  idle_timeout: 9s', '  max_connection_duration: 5s # five'];
    const after = config.write(withOptions(...block), JITTERED);
    const indent = ' '.repeat(18);
    expect(after).toContain(
      `${indent}max_connection_duration: 2s # five\n${indent}max_connection_duration_jitter: { value: 50 }\n`,
    );
    await config.validate(after);
    const braces = '{idle_timeout: 9s, max_connection_duration: 5s, max_requests_per_connection: 7}';
    const flow = config.write(withOptions(`common_http_protocol_options: ${braces}`), JITTERED);
    expect(flow).toContain(
      '{idle_timeout: 9s, max_connection_duration: 2s, max_connection_duration_jitter: { value: 50 }, max_requests_per_connection: 7}',
    );
    await config.validate(flow);
    const manager = { '@type': HCM, stat_prefix: STAT_PREFIX };
    const json = config.write(JSON.stringify({ listeners: [{ typed_config: manager }] }), JITTERED);
    const options = { max_connection_duration: '2s', max_connection_duration_jitter: { value: 50 } };
    const expected = { ...manager, common_http_protocol_options: options };
    expect(JSON.parse(json)).toEqual({ listeners: [{ typed_config: expected }] });
  });

  it.each(['*p', '[50]', '50', '{ percent: 50 }'])('refuses a jitter written as %s', (written) => {
    const document = withOptions(
      'x: &p { value: 9 }',
      'common_http_protocol_options:',
      '  max_connection_duration: 2s',
      `  max_connection_duration_jitter: ${written}`,
    );
    const refused = expect.objectContaining({ code: 'config_unreadable', message: expect.stringContaining('jitter') });
    expect(() => config.write(document, JITTERED)).toThrow(refused);
  });

  it('puts a new max_stream_duration right behind the value, and a drain_timeout into the manager', async () => {
    const asked = { ...JITTERED, max_stream_duration_ms: 5000, drain_timeout_ms: 500 };
    const before = withOptions(
      'common_http_protocol_options:',
      '  idle_timeout: 9s',
      '  max_connection_duration: 2s # two',
    );
    const after = config.write(before, asked);
    const indent = ' '.repeat(16);
    expect(changes(before, after)).toEqual([
      `+${indent}drain_timeout: 0.5s`,
      `+${indent}  max_connection_duration_jitter: { value: 50 }`,
      `+${indent}  max_stream_duration: 5s`,
    ]);
    await config.validate(after);
    const manager = { '@type': HCM, stat_prefix: STAT_PREFIX, codec_type: 'AUTO' };
    const json = config.write(JSON.stringify({ listeners: [{ typed_config: manager }] }), asked);
    const options = {
      max_connection_duration: '2s',
      max_connection_duration_jitter: { value: 50 },
      max_stream_duration: '5s',
    };
    const expected = { ...manager, common_http_protocol_options: options, drain_timeout: '0.5s' };
    expect(JSON.parse(json)).toEqual({ listeners: [{ typed_config: expected }] });
  });

  it('puts a drain_timeout below a stat_prefix that is an alias', async () => {
    const before = withOptions('common_http_protocol_options: {}').replace(
      `stat_prefix: ${STAT_PREFIX}`,
      'stat_prefix: *prefix',
    );
    const document = before.replace('static_resources:', `x: &prefix ${STAT_PREFIX}\nstatic_resources:`);
    const after = config.write(document, { ...ONE_SECOND, drain_timeout_ms: 500 });
    expect(after).toContain(`stat_prefix: *prefix\n${' '.repeat(16)}drain_timeout: 0.5s\n`);
  });

  it.each(['drain_timeout: *long', 'common_http_protocol_options: { max_stream_duration: *long }'])(
    'leaves %s alone, which only who asks for it needs',
    (line) => {
      const document = withOptions('x: &long 60s', line);
      expect(config.read(config.write(document, ONE_SECOND), ONE_SECOND.kind)).toEqual(ONE_SECOND);
      const asked = { ...ONE_SECOND, max_stream_duration_ms: 5000, drain_timeout_ms: 500 };
      expect(() => config.write(document, asked)).toThrow(expect.objectContaining({ code: 'config_unreadable' }));
    },
  );

  it.each(['-1', '101', 'half', '""'])('reads no jitter from %s', (value) => {
    const jitter = `{ value: ${value} }`;
    const document = withOptions(
      'common_http_protocol_options:',
      '  max_connection_duration: 2s',
      `  max_connection_duration_jitter: ${jitter}`,
    );
    expect(() => config.read(document, 'max-connection-duration')).toThrow(/jitter is ".*", which is no percentage/);
  });

  it('stays in the braces of a document in one line, and stays JSON in one that is', () => {
    const manager = { '@type': HCM, stat_prefix: STAT_PREFIX, codec_type: 'AUTO' };
    const before = JSON.stringify({ listeners: [{ typed_config: manager }] });
    const expected = { ...manager, common_http_protocol_options: { max_connection_duration: '1s' } };
    expect(JSON.parse(config.write(before, ONE_SECOND))).toEqual({ listeners: [{ typed_config: expected }] });
    const flow = `{listeners: [{typed_config: {"@type": ${HCM}, stat_prefix: ${STAT_PREFIX}}}]}`;
    expect(config.write(flow, ONE_SECOND)).toBe(
      flow.replace('"@type"', 'common_http_protocol_options: { max_connection_duration: 1s }, "@type"'),
    );
  });

  it('touches only the manager with its own stat_prefix', () => {
    const health = createEnvoyConfig({ binary, statPrefix: 'health' });
    const after = health.write(BASE_DOCUMENT, { kind: 'idle-timeout', value_ms: 7000 });
    expect(health.read(after, 'idle-timeout')).toMatchObject({ value_ms: 7000 });
    expect(config.read(after, 'idle-timeout')).toBeNull();
    const both = config.write(after, { kind: 'idle-timeout', value_ms: 3000 });
    expect(health.read(both, 'idle-timeout')).toMatchObject({ value_ms: 7000 });
    expect(config.read(both, 'idle-timeout')).toMatchObject({ value_ms: 3000 });
  });

  it('keeps the line ends of a document from Windows, and a last line without one', () => {
    const windows = BASE_DOCUMENT.replaceAll('\n', '\r\n');
    const after = config.write(windows, ONE_SECOND);
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
    expect(after.replaceAll('\r\n', '\n')).toBe(config.write(BASE_DOCUMENT, ONE_SECOND));
    const short = `typed_config:\n  "@type": ${HCM}\n  stat_prefix: ${STAT_PREFIX}`;
    expect(config.write(short, ONE_SECOND)).toBe(
      `${short}\n  common_http_protocol_options:\n    max_connection_duration: 1s`,
    );
  });

  it('comes back byte by byte when the old value is written again', () => {
    for (const value_ms of [2500, 60_000]) {
      const before = config.write(BASE_DOCUMENT, { kind: 'max-connection-duration', value_ms });
      const after = config.write(config.write(before, ONE_SECOND), { kind: 'max-connection-duration', value_ms });
      expect(Buffer.from(after).equals(Buffer.from(before))).toBe(true);
    }
  });
});

describe('a document that cannot be read', () => {
  it.each([
    ['no YAML', `${BASE_DOCUMENT}\n : : [`, 'is no YAML'],
    ['empty', '', 'no HTTP connection manager'],
    ['only a list', '- 1\n- 2\n', 'no HTTP connection manager'],
    ['with a key twice', `a: 1\n${BASE_DOCUMENT}a: 2\n`, 'is no YAML'],
    ['with the prefix twice', BASE_DOCUMENT.replace('stat_prefix: health', 'stat_prefix: ingress_http'), 'has 2 HTTP'],
    [
      'with options behind an alias',
      withOptions('x: &o { idle_timeout: 9s }', 'common_http_protocol_options: *o'),
      'alias',
    ],
    ['with options behind an anchor', withOptions('common_http_protocol_options: &o', '  idle_timeout: 9s'), 'anchor'],
    ['with options that are a list', withOptions('common_http_protocol_options: [1]'), 'common_http_protocol_options'],
    [
      'with a value behind an alias',
      withOptions('x: &d 9s', 'common_http_protocol_options: { max_connection_duration: *d }'),
      'max_connection_duration is not written out',
    ],
  ])('is refused: %s', (_, document, reason) => {
    const refused = expect.objectContaining({ code: 'config_unreadable', message: expect.stringContaining(reason) });
    expect(() => config.read(document, 'max-connection-duration')).toThrow(refused);
    expect(() => config.write(document, ONE_SECOND)).toThrow(refused);
  });

  it.each(['5', '-1s', 'forever', '0.0005s'])('is refused for the value %s, which is no duration here', (value) => {
    const document = withOptions('common_http_protocol_options:', `  max_connection_duration: ${value}`);
    expect(() => config.read(document, 'max-connection-duration')).toThrow(`"${value}"`);
  });
});

describe('a document that Envoy refuses', () => {
  const secret = 'private-key-in-the-document';
  const commented = BASE_DOCUMENT.replace('name: local_route', `name: ${secret}`);
  it.each([
    ["unknown cluster 'nowhere'", commented.replace('cluster: server', 'cluster: nowhere')],
    ["unknown enum value: 'BAD'", commented.replace('codec_type: AUTO', 'codec_type: BAD')],
    [
      "duration must end with a single 's' (Duration)",
      commented.replace('codec_type: AUTO', 'common_http_protocol_options: { idle_timeout: 1x }'),
    ],
    [
      'Expected positive duration',
      commented.replace('codec_type: AUTO', 'common_http_protocol_options: { idle_timeout: -1s }'),
    ],
    [
      'StatPrefix: value length must be at least 1 characters',
      commented.replace('stat_prefix: health', 'codec_type: AUTO'),
    ],
    ['could not find @type', commented.replace('filters.http.router.v3.Router', 'filters.http.nothing.v3.Router')],
    ['Unable to convert YAML as JSON', ''],
  ])('is refused with "%s" and without quoting the document', async (reason, document) => {
    const refusal = await config.validate(document).catch((cause: unknown) => cause);
    expect(refusal).toMatchObject({ code: 'config_invalid', message: expect.stringContaining(reason) });
    expect((refusal as Error).message.length).toBeLessThan(250);
    expect((refusal as Error).message).not.toContain(secret);
    expect((refusal as Error).cause).toBeUndefined();
  });

  it('is told apart from an Envoy that cannot be run', async () => {
    const broken = createEnvoyConfig({ binary: '/nowhere/envoy', statPrefix: STAT_PREFIX });
    await expect(broken.validate(BASE_DOCUMENT)).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('/nowhere/envoy'),
    });
  });

  it('that says nothing at all is reported so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'silent-envoy-'));
    const silent = join(folder, 'envoy');
    await writeFile(silent, '#!/bin/sh\nexit 1\n', { mode: 0o700 });
    const mute = createEnvoyConfig({ binary: silent, statPrefix: STAT_PREFIX });
    await expect(mute.validate(BASE_DOCUMENT)).rejects.toThrow('it gives no reason');
    await rm(folder, { recursive: true });
  });
});
