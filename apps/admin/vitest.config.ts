import { mergeConfig } from 'vitest/config';
// @boundaries-ignore one configuration serves every package
import base from '../../tools/vitest.config.ts';

/** The pure parts of the page are tested in Node; what takes a browser has a configuration of its own. */
export default mergeConfig(base, {
  test: { include: ['src/**/*.test.ts', 'page/src/**/*.test.ts'], exclude: ['**/*.browser.test.ts', '**/node_modules/**'] },
});
