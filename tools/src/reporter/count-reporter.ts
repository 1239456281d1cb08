import { writeSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** A module that broke before its first test, or an error outside of any test, counts as a failure: "0 failed" is never said of a broken run. */
function countRun(modules: readonly TestModule[], strayErrors: number): Counts {
  const counts: Counts = { passed: 0, failed: strayErrors, skipped: 0 };
  for (const testModule of modules) {
    counts.failed += testModule.errors().length;
    for (const suite of testModule.children.allSuites()) counts.failed += suite.errors().length;
    for (const test of testModule.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed' || state === 'failed' || state === 'skipped') counts[state] += 1;
      else counts.failed += 1;
    }
  }
  return counts;
}

/**
 * Ends the output of a run with one plain line, `N passed, N failed`, without colours, for programs that count tests.
 * It is written when the program exits, since only then nothing follows it.
 */
export function createCountReporter(): Reporter {
  let counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  return {
    onInit() {
      process.once('exit', (code) => {
        // Nothing ran, or a set-up broke before any test: the program is red, so is its last line.
        if (code !== 0 && counts.failed === 0) counts.failed = 1;
        const skipped = counts.skipped === 0 ? '' : `, ${counts.skipped} skipped`;
        writeSync(1, `${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
      });
    },
    onTestRunEnd(modules, unhandledErrors) {
      counts = countRun(modules, unhandledErrors.length);
    },
  };
}
