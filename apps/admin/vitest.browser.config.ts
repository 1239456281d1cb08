import { mergeConfig } from 'vitest/config';
// @boundaries-ignore one configuration serves every package
import base from '../../tools/vitest.config.ts';

/** Tests of the built page in Chromium, against `frigg-crm serve`: each file has a browser and a server, and a worker of its own. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [] } },
  {
    test: {
      include: ['page/tests/**/*.browser.test.ts'],
      globalSetup: ['page/tests/global-setup.ts'],
      isolate: true,
      maxWorkers: 1,
      testTimeout: 60_000,
    },
  },
);
