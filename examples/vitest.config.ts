import { mergeConfig } from 'vitest/config';
// @boundaries-ignore one configuration serves every package
import base from '../tools/vitest.config.ts';

export default mergeConfig(base, { test: { name: 'examples', include: ['*/src/**/*.test.ts'] } });
