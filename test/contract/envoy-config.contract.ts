import { describe, expect, it } from 'vitest';
import type { EnvoyConfig } from '../../src/ports/envoy-config.ts';

export interface EnvoyConfigUnderTest {
  config: EnvoyConfig;
  /** A valid document without any setting. */
  document: string;
  /** One whose connection manager cannot be found, and one that Envoy refuses, with what its error must say. */
  unreadable: string;
  invalid: string;
  reason: string;
}

/** What every EnvoyConfig must do. */
export function envoyConfigContract(name: string, open: () => Promise<EnvoyConfigUnderTest>): void {
  describe(`the Envoy configuration of ${name}`, () => {
    const kinds = ['max-connection-duration', 'idle-timeout'] as const;

    it.each(kinds)('reads back the %s that it wrote, in milliseconds', async (kind) => {
      const { config, document } = await open();
      expect(config.read(document, kind)).toBeNull();
      for (const value_ms of [100, 1000, 1500, 60_000, 86_400_000]) {
        expect(config.read(config.write(document, { kind, value_ms }), kind)).toEqual({ kind, value_ms });
      }
    });

    it('reads back the number of requests that it wrote, and no limit from 0, which is none', async () => {
      const { config, document } = await open();
      const written = config.write(document, { kind: 'max-requests', requests: 20 });
      expect(config.read(document, 'max-requests')).toBeNull();
      expect(config.read(written, 'max-requests')).toEqual({ kind: 'max-requests', requests: 20 });
      await config.validate(written);
      const unlimited = config.write(written, { kind: 'max-requests', requests: 0 });
      expect(config.read(unlimited, 'max-requests')).toBeNull();
      expect(unlimited.split('\n')).toHaveLength(written.split('\n').length);
    });

    it('replaces a value and keeps the other setting', async () => {
      const { config, document } = await open();
      const both = config.write(config.write(document, { kind: 'idle-timeout', value_ms: 2000 }), {
        kind: 'max-connection-duration',
        value_ms: 1000,
      });
      const changed = config.write(both, { kind: 'max-connection-duration', value_ms: 5000 });
      expect(config.read(changed, 'max-connection-duration')).toMatchObject({ value_ms: 5000 });
      expect(config.read(changed, 'idle-timeout')).toMatchObject({ value_ms: 2000 });
      expect(changed.split('\n')).toHaveLength(both.split('\n').length);
    });

    it('reads back the jitter that it wrote, and leaves it alone where none is asked', async () => {
      const { config, document } = await open();
      const asked = { kind: 'max-connection-duration', value_ms: 2000, jitter_percent: 50 } as const;
      const written = config.write(document, asked);
      expect(config.read(written, asked.kind)).toEqual(asked);
      await config.validate(written);
      for (const jitter_percent of [0, 12.5, 100]) {
        const changed = config.write(written, { ...asked, jitter_percent });
        expect(config.read(changed, asked.kind)).toEqual({ ...asked, jitter_percent });
        expect(changed.split('\n')).toHaveLength(written.split('\n').length);
      }
      const other = config.write(written, { kind: asked.kind, value_ms: 5000 });
      expect(config.read(other, asked.kind)).toEqual({ ...asked, value_ms: 5000 });
      expect(config.write(written, asked)).toBe(written);
    });

    it('reads back max_stream_duration and drain_timeout, and leaves them alone where they are not asked', async () => {
      const { config, document } = await open();
      for (const kind of kinds) {
        const asked = { kind, value_ms: 2000, max_stream_duration_ms: 5000, drain_timeout_ms: 500 } as const;
        const written = config.write(document, asked);
        expect(config.read(written, kind)).toEqual(asked);
        await config.validate(written);
        expect(config.write(written, asked)).toBe(written);
        const changed = config.write(written, { kind, value_ms: 2000, drain_timeout_ms: 0 });
        expect(config.read(changed, kind)).toEqual({ ...asked, drain_timeout_ms: 0 });
        expect(changed.split('\n')).toHaveLength(written.split('\n').length);
        await config.validate(changed);
        expect(config.read(config.write(written, { kind, value_ms: 1000 }), kind)).toEqual({
          ...asked,
          value_ms: 1000,
        });
      }
    });

    it('keeps every line that was there, in its order', async () => {
      const { config, document } = await open();
      const lines = config.write(document, { kind: 'idle-timeout', value_ms: 2000 }).split('\n');
      let at = 0;
      for (const line of lines) if (line === document.split('\n')[at]) at += 1;
      expect(at).toBe(document.split('\n').length);
      expect(lines.length).toBeGreaterThan(document.split('\n').length);
    });

    it('writes the same text for the same setting again', async () => {
      const { config, document } = await open();
      const once = config.write(document, { kind: 'idle-timeout', value_ms: 2000 });
      expect(config.write(once, { kind: 'idle-timeout', value_ms: 2000 })).toBe(once);
    });

    it('refuses a document whose connection manager it cannot find', async () => {
      const { config, unreadable } = await open();
      expect(() => config.read(unreadable, 'idle-timeout')).toThrow(
        expect.objectContaining({ code: 'config_unreadable' }),
      );
      expect(() => config.write(unreadable, { kind: 'idle-timeout', value_ms: 1 })).toThrow(
        expect.objectContaining({ code: 'config_unreadable' }),
      );
    });

    it("accepts what Envoy accepts, and refuses the rest with Envoy's reason in one short line", async () => {
      const { config, document, invalid, reason } = await open();
      await config.validate(config.write(document, { kind: 'max-connection-duration', value_ms: 1000 }));
      const refusal = await config.validate(invalid).catch((cause: unknown) => cause);
      expect(refusal).toMatchObject({ code: 'config_invalid', message: expect.stringContaining(reason) });
      const { message } = refusal as Error;
      expect(message).toMatch(/^Envoy refuses the configuration: .{5,200}$/);
      expect(message).not.toMatch(/\n| {2}|\.cc:|\[critical\]/);
    });
  });
}
