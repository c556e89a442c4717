import type { Finding } from '../../src/domain/finding.ts';
import type { Diagnostics } from '../../src/ports/diagnostics.ts';

/** A look that finds what a test says. */
export function createFakeDiagnostics(findings: readonly Finding[]): Diagnostics {
  return { look: () => Promise.resolve([...findings]) };
}
