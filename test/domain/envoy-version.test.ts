import { describe, expect, it } from 'vitest';
import { unknownField } from '../../src/domain/envoy-version.ts';
import type { Setting } from '../../src/domain/setting.ts';

const JITTERED: Setting = { kind: 'max-connection-duration', value_ms: 2000, jitter_percent: 50 };

describe('a field that an Envoy does not know', () => {
  it.each(['1.39.0', '1.39.1', '1.39', '1.40.0', '1.41.0-dev', '2.0.0'])('is no jitter on %s', (version) => {
    expect(unknownField(JITTERED, version, 'edge')).toBeNull();
  });

  it.each(['1.38.0', '1.38.9', '1.38', '1.9.0', '1.39.0-dev', '0.40.0'])('is the jitter on %s', (version) => {
    expect(unknownField(JITTERED, version, 'edge')).toBe(
      `Envoy ${version} on \`edge\` does not know max_connection_duration_jitter (since 1.39.0) and would crash at start: leave jitter out or upgrade Envoy.`,
    );
  });

  it.each(['unknown', '', 'latest', '1', 'v1.40.0', '1.40.0.1'])(
    'may be the jitter on %j, which is no version',
    (version) => {
      expect(unknownField(JITTERED, version, 'edge')).toMatch(/^The version of Envoy on `edge` is not known/);
    },
  );

  it.each(['max-connection-duration', 'idle-timeout'] as const)('is never %s itself', (kind) => {
    for (const version of ['1.13.0', '1.38.0', 'unknown']) {
      expect(unknownField({ kind, value_ms: 1000 }, version, 'edge')).toBeNull();
    }
  });
});
