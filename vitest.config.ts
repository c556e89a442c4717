import { defineConfig } from 'vitest/config';
import { CountsReporter } from './test/counts-reporter.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
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
