import { defineConfig } from 'vitest/config';
import { CountsReporter } from './test/counts-reporter.ts';

/** Suites that wait for real processes: Envoys, a cluster, a browser. The rest is exact, and must pass the first time. */
const REAL_PARTS = ['test/{adapters,cluster,e2e,eks,infra,manifests,mutations}/**/*.test.ts'];
const ALL = ['test/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'exact', include: ALL, exclude: REAL_PARTS } },
      // A busy host may make one moment late; a test that passes only after a retry is named at the end.
      { extends: true, test: { name: 'real parts', include: REAL_PARTS, retry: 2 } },
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Each end-to-end file runs an instance of its own; more at once than there are cores would only make them wait.
    maxWorkers: 2,
    reporters: ['default', new CountsReporter()],
    coverage: {
      provider: 'v8',
      include: ['src/**', 'jobs/**'],
      exclude: ['src/adapters/workspace/page/**'],
      reporter: ['text-summary', 'html'],
      reportsDirectory: 'coverage',
    },
  },
});
