import { mergeConfig } from 'vitest/config';
// @boundaries-ignore one configuration serves every package
import base from '../../../tools/vitest.config.ts';

/** One PostgreSQL server for all test files; each has a schema of its own. Making a PGlite database takes seconds on a busy machine. */
// One file at a time: migrations list the tables of all schemas, and fail when another file drops one meanwhile.
export default mergeConfig(base, {
  test: { fileParallelism: false, sequence: { groupOrder: 1 }, hookTimeout: 60_000, globalSetup: ['./src/test-support/global-setup.ts'] },
});
