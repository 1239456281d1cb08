import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { createCountReporter } from './src/reporter/count-reporter.ts';

// Programs that tests start load their sources in half of the time.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'frigg-crm-compile-cache');

const conditions = ['@frigg-crm/source', 'node', 'development|production'];

/** `ssr` is where tests run; a `globalSetup` is loaded by an environment that vitest names `__vitest__`. */
export const sourceResolution = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  environments: { __vitest__: { resolve: { conditions } } },
};

/** Every package is tested against the sources of its neighbours: no build comes before a test. */
export default defineConfig({
  ...sourceResolution,
  test: {
    include: ['src/**/*.test.ts'],
    // Modules here keep no state: files of a package share a worker, which saves a tenth of the time.
    isolate: false,
    // One worker more than cores: tests over sockets and databases wait for a third of their time.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 30_000,
    // Opening a database takes a second, and many where other packages are tested on the same two cores.
    hookTimeout: 60_000,
    reporters: ['default', createCountReporter()],
  },
});
