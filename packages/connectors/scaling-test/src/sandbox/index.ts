export { isRefusedBySandbox } from '../people/synthetic-id.ts';
export { createScalingTestSandbox, type ScalingTestSandbox, type ScalingTestSandboxOptions } from './create-scaling-test-sandbox.ts';
export type { ExpectedPeople } from './population.ts';
export { readSyntheticUrl } from './read-synthetic-url.ts';
