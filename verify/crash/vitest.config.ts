import { mergeConfig } from 'vitest/config';
// @boundaries-ignore one configuration serves every package
import base from '../../tools/vitest.config.ts';

/** Each case runs two programs beside the test: more at a time would only wait for the processor. */
export default mergeConfig(base, {
  test: { fileParallelism: false, maxConcurrency: 3, globalSetup: ['./src/test-support/global-setup.ts'] },
});
