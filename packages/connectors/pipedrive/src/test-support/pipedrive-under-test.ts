import { defineTestConnector, type OpenedConnector, type TestDependencies } from '@frigg-crm/connector-testing';
import { createPipedriveClient, type PipedriveClientOptions } from '../client/create-pipedrive-client.ts';
import type { PipedriveClient } from '../client/create-pipedrive-client.ts';
import type { PipedrivePerson } from '../client/pipedrive-person.ts';
import { PipedriveIntegration, type PipedriveIntegrationDependencies } from '../pipedrive-integration.ts';
import { createPipedriveSandbox, type PipedriveSandbox, type PipedriveSandboxOptions } from '../sandbox/create-pipedrive-sandbox.ts';

export const pipedrive = defineTestConnector({
  sandbox: (options: PipedriveSandboxOptions) => createPipedriveSandbox(options),
  client: (sandbox, options: Partial<PipedriveClientOptions>) =>
    createPipedriveClient({ baseUrl: sandbox.apiDomain, token: sandbox.accessToken, ...options }),
  integration: (dependencies: TestDependencies & Partial<PipedriveIntegrationDependencies>, client) =>
    new PipedriveIntegration({ ...dependencies, client }),
});

/** The connector, joined to a sandbox. */
export type PipedriveFixture = OpenedConnector<PipedriveSandbox, PipedriveClient, PipedriveIntegration, PipedriveIntegrationDependencies>;

/** A plain person, as the client returns one. */
export function aPerson(overrides: Partial<PipedrivePerson> = {}): PipedrivePerson {
  return {
    id: '71',
    name: 'Ana Ruiz',
    firstName: 'Ana',
    lastName: 'Ruiz',
    jobTitle: null,
    orgId: '12',
    organizationName: 'Acme',
    phones: [{ value: '(415) 555-0132', primary: true, label: 'mobile' }],
    emails: [{ value: 'ana@acme.test', primary: true, label: 'work' }],
    isDeleted: false,
    updateTime: '2026-01-05T10:22:33Z',
    unusableField: null,
    ...overrides,
  };
}
