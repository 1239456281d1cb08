import { mergeConfig } from 'vitest/config';
// @boundaries-ignore one configuration serves every package
import base from '../../tools/vitest.config.ts';

/** Tests of the built page in Chromium, against `frigg-crm serve`: one browser and one server for all. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [] } },
  {
    test: { include: ['page/tests/**/*.browser.test.ts'], globalSetup: ['page/tests/global-setup.ts'], maxWorkers: 1, testTimeout: 60_000 },
  },
);
