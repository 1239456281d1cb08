import { defineConfig } from 'vitest/config';
import { createCountReporter } from './tools/src/reporter/count-reporter.ts';
import { sourceResolution } from './tools/vitest.config.ts';

/**
 * The tests of all packages, of the repository's own checks and of whole syncs. The simulator and the crash tests have a
 * root of their own (`pnpm test:simulator`, `pnpm test:crash`). Each project brings its own `vitest.config.ts`, all of
 * them the one in `tools/`. See docs/contributing/testing.md for the lanes.
 */
export default defineConfig({
  // A project's globalSetup is loaded by the root.
  ...sourceResolution,
  test: {
    fsModuleCache: true,
    projects: [
      'packages/*',
      'packages/adapters/*',
      'packages/connectors/*',
      'apps/*',
      'docs/examples',
      'examples',
      'verify/e2e',
      'tools',
    ].map((folder) => `${folder}/vitest.config.ts`),
    reporters: ['default', createCountReporter()],
  },
});
