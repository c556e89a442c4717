import { expect, test } from 'vitest';
import { wheelPinFor, wheelPins } from '../../../src/adapters/system/wheel-pins.ts';

test('every pin is frozen and complete, and its file name has its version and platform tag', () => {
  const pins = Object.values(wheelPins).flatMap((platforms) => Object.values(platforms));
  expect(pins).toHaveLength(6);
  for (const pin of pins) {
    expect(Object.isFrozen(pin)).toBe(true);
    expect(pin.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(pin.wheel).toBe(`${pin.package.replace('-', '_')}-${pin.version}-py3-none-${pin.platformTag}.whl`);
  }
  expect(new Set(pins.map((pin) => pin.sha256)).size).toBe(6);
});

test('a platform without a build is named, with what to set instead', () => {
  expect(() => wheelPinFor('envoy', 'darwin-arm64')).toThrow(
    'no Envoy build is pinned for darwin-arm64: set ENVOY_BIN to an Envoy 1.40 binary, or put envoy on PATH',
  );
  expect(() => wheelPinFor('valkey', 'win32-x64')).toThrow(
    /no Valkey build is pinned for win32-x64: put valkey-server/,
  );
  expect(() => wheelPinFor('valkey', 'constructor')).toThrow('no Valkey build is pinned');
});
