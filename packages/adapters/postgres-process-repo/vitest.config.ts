import { mergeConfig } from 'vitest/config';
// @boundaries-ignore one configuration serves every package
import base from '../../../tools/vitest.config.ts';

/** One PostgreSQL server for all test files; each has a schema of its own. Making a PGlite database takes seconds on a busy machine. */
export default mergeConfig(base, { test: { hookTimeout: 60_000, globalSetup: ['./src/__fixtures__/global-setup.ts'] } });
