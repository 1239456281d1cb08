// @boundaries-ignore one configuration serves every package
import base from '../../tools/vitest.config.ts';

export default base;
