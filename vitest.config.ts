import { defineConfig } from 'vitest/config';
import { createCountReporter } from './tools/src/reporter/count-reporter.ts';
import { LongestFirst } from './tools/src/reporter/longest-first.ts';
import base, { sourceResolution } from './tools/vitest.config.ts';

/** Whose tests need no more than `tools/vitest.config.ts`. As one project they transform the modules that they share once. */
const PACKAGES = ['packages/*', 'packages/adapters/{memory,sqlite,sqs-queue}', 'packages/connectors/*'];

/**
 * The tests of all packages, of the repository's own checks and of whole syncs. The simulator and the crash tests have a
 * root of their own (`pnpm test:simulator`, `pnpm test:crash`). In its folder each package runs its tests alone, by a
 * `vitest.config.ts` of its own. See docs/contributing/testing.md for the lanes.
 */
export default defineConfig({
  // A project's globalSetup is loaded by the root.
  ...sourceResolution,
  test: {
    fsModuleCache: true,
    sequence: { sequencer: LongestFirst },
    projects: [
      { ...base, test: { ...base.test, name: 'packages', include: PACKAGES.map((folder) => `${folder}/src/**/*.test.ts`) } },
      ...[
        'packages/adapters/mongo-process-repo',
        'packages/adapters/postgres-process-repo',
        'apps/*',
        'docs/examples',
        'examples',
        'verify/e2e',
        'infra',
        'tools',
      ].map((folder) => `${folder}/vitest.config.ts`),
    ],
    reporters: ['default', createCountReporter()],
  },
});
