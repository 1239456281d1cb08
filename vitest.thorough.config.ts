// The long tests at their full length; see docs/contributing/testing.md.
// oxlint-disable-next-line node/no-process-env -- vitest's workers inherit it
process.env['FRIGG_CRM_TEST_EFFORT'] ??= 'full';

export { default } from './vitest.config.ts';
