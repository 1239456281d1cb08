import { defineTestConnector, type TestDependencies } from '@frigg-crm/connector-testing';
import type { BaseCRMIntegrationDependencies } from '@frigg-crm/crm-base';
import { createScalingTestClient, type ScalingTestClientOptions } from '../client/scaling-test-client.ts';
import { createScalingTestSandbox, type ScalingTestSandboxOptions } from '../sandbox/create-scaling-test-sandbox.ts';
import { ScalingTestIntegration } from '../scaling-test-integration.ts';

export const scalingTest = defineTestConnector({
  sandbox: (options: ScalingTestSandboxOptions) => createScalingTestSandbox(options),
  client: (sandbox, options: Partial<ScalingTestClientOptions>) => createScalingTestClient({ token: sandbox.token, ...options }),
  integration: (dependencies: TestDependencies & Partial<BaseCRMIntegrationDependencies>, client) =>
    new ScalingTestIntegration({ ...dependencies, client }),
});
