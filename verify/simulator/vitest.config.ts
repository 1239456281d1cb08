import { mergeConfig } from 'vitest/config';
// @boundaries-ignore one configuration serves every package
import base from '../../tools/vitest.config.ts';

/** Simulations put a virtual time in the place of the real one: each file has a worker of its own. */
export default mergeConfig(base, { test: { isolate: true } });
