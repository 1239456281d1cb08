import { defineConfig } from 'vitest/config';
import { createCountReporter } from '../src/reporter/count-reporter.ts';

/** The tests that plant a violation per gate and expect red. They start real tools, so they run apart from the others. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', createCountReporter()],
  },
});
