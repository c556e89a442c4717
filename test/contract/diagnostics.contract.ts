import { describe, expect, it } from 'vitest';
import { doctorText } from '../../src/domain/text/doctor-text.ts';
import type { Diagnostics } from '../../src/ports/diagnostics.ts';

/** What every {@link Diagnostics} does, of something that is well and of something that is not. */
export function diagnosticsContract(name: string, well: () => Diagnostics, unwell: () => Diagnostics): void {
  describe(`${name} as diagnostics`, () => {
    it('finds all well where it is', async () => {
      const findings = await well().look();
      expect(findings.length).toBeGreaterThan(0);
      expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    });

    it('finds what to mend where it is not, and throws nothing', async () => {
      const findings = await unwell().look();
      expect(findings.some(({ ok }) => !ok)).toBe(true);
      // Each sentence has one full stop, whatever was said elsewhere.
      for (const line of doctorText(findings, true).split('\n').slice(1))
        expect(line).toMatch(/^• .*[^.]\.(\*.*[^.]\.)?$/);
    });
  });
}
