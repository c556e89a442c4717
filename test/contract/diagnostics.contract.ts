import { describe, expect, it } from 'vitest';
import type { Diagnostics } from '../../src/ports/diagnostics.ts';

/** What every {@link Diagnostics} does, of something that is well and of something that is not. */
export function diagnosticsContract(name: string, well: () => Diagnostics, unwell: () => Diagnostics): void {
  describe(`${name} as diagnostics`, () => {
    it('finds all well where it is', async () => {
      const findings = await well().look();
      expect(findings.length).toBeGreaterThan(0);
      for (const { what, ok, says, fix } of findings) {
        expect({ what, ok, fix }).toEqual({ what: expect.stringMatching(/./), ok: true, fix: null });
        expect(says).toMatch(/[^.]$/);
      }
    });

    it('says what to do where it is not, and throws nothing', async () => {
      const problems = (await unwell().look()).filter(({ ok }) => !ok);
      expect(problems.length).toBeGreaterThan(0);
      for (const { says, fix } of problems) {
        expect(says).toMatch(/[^.]$/);
        expect(fix).toMatch(/^[A-Z].*\.$/);
      }
    });
  });
}
