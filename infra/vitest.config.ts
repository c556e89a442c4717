import { defineConfig } from 'vitest/config';
import { CountsReporter } from '../test/counts-reporter.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // CDK and cdk-nag take longer to load than everything else together: once is enough, and nothing is changed in them.
    isolate: false,
    maxWorkers: 1,
    // The first synthesis makes the CDK's validation ready, which takes half a minute on a busy machine.
    testTimeout: 120_000,
    reporters: ['default', new CountsReporter()],
  },
});
