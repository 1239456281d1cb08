import { mergeConfig } from 'vitest/config';
// @boundaries-ignore one configuration serves every package
import base from '../../../tools/vitest.config.ts';

/** One MongoDB server for all test files; each has a collection of its own. */
export default mergeConfig(base, { test: { globalSetup: ['./src/test-support/global-setup.ts'] } });
