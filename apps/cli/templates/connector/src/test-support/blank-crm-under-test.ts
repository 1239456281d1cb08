import { defineTestConnector, type TestDependencies } from '@frigg-crm/connector-testing';
import { BlankCrmIntegration, type BlankCrmIntegrationDependencies } from '../blank-crm-integration.ts';
import { createBlankCrmClient, type BlankCrmClientOptions } from '../client/blank-crm-client.ts';
import { createBlankCrmSandbox, type BlankCrmSandboxOptions } from '../sandbox/create-blank-crm-sandbox.ts';

/** The connector, joined to its sandbox. */
export const blankCrm = defineTestConnector({
  sandbox: (options: BlankCrmSandboxOptions) => createBlankCrmSandbox(options),
  client: (sandbox, options: Partial<BlankCrmClientOptions>) =>
    createBlankCrmClient({ token: sandbox.accessToken, requestsPerSecond: 10_000, ...options }),
  integration: (dependencies: TestDependencies & Partial<BlankCrmIntegrationDependencies>, client) =>
    new BlankCrmIntegration({ ...dependencies, client }),
});
