import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends a run with one plain line: `N passed, N failed, N skipped`. A file that could not be run counts as failed. Before it
 * are the tests that passed only when they were tried again.
 */
export class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const flaky: string[] = [];
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (test.diagnostic()?.flaky) flaky.push(`${module.relativeModuleId}: ${test.fullName}`);
        counts[state === 'passed' || state === 'failed' ? state : 'skipped'] += 1;
      }
    }
    // After the reports of coverage, which come last of all, so that the line ends the output.
    process.once('exit', () => {
      for (const name of flaky) process.stdout.write(`passed after a retry: ${name}\n`);
      process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
    });
  }
}
