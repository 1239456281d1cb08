// The long tests at their full length; see docs/contributing/testing.md.
process.env['FRIGG_CRM_TEST_EFFORT'] ??= 'full';

export { default } from './vitest.config.ts';
