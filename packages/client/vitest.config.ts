// @boundaries-ignore one configuration serves every package
export { default } from '../../tools/vitest.config.ts';
