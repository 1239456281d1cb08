// @boundaries-ignore one configuration serves every package
export { default } from '../../../dependencies/vitest.config.ts';
