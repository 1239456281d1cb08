import { defineConfig } from 'vitest/config';
import { createCountReporter } from './tools/src/reporter/count-reporter.ts';
import { sourceResolution } from './tools/vitest.config.ts';

/** All but `crash-tests`, which kill programs and wait for them: `pnpm test:crash`. Each project brings its own `vitest.config.ts`, all of them the one in `tools/`. */
export default defineConfig({
  // A project's globalSetup is loaded by the root.
  ...sourceResolution,
  test: {
    projects: ['packages/*', 'packages/adapters/*', 'packages/connectors/*', 'apps/*', 'docs/examples', 'e2e', 'simulator', 'tools'].map(
      (folder) => `${folder}/vitest.config.ts`,
    ),
    reporters: ['default', createCountReporter()],
  },
});
