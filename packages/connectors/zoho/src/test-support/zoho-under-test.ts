import { defineTestConnector, type OpenedConnector, type TestDependencies } from '@frigg-crm/connector-testing';
import { createZohoClient, type ZohoClient, type ZohoClientOptions } from '../client/create-zoho-client.ts';
import type { ZohoPerson } from '../client/zoho-person.ts';
import { createZohoSandbox, type ZohoSandbox, type ZohoSandboxOptions } from '../sandbox/create-zoho-sandbox.ts';
import { ZohoIntegration, type ZohoIntegrationDependencies } from '../zoho-integration.ts';

export const zoho = defineTestConnector({
  sandbox: (options: ZohoSandboxOptions) => createZohoSandbox(options),
  client: (sandbox, options: Partial<ZohoClientOptions>) =>
    createZohoClient({ baseUrl: sandbox.apiDomain, token: sandbox.accessToken, ...options }),
  integration: (dependencies: TestDependencies & Partial<ZohoIntegrationDependencies>, client) =>
    new ZohoIntegration({ ...dependencies, client }),
});

/** The connector, joined to a sandbox. */
export type ZohoFixture = OpenedConnector<ZohoSandbox, ZohoClient, ZohoIntegration, ZohoIntegrationDependencies>;

/** A plain contact, as the client returns one. */
export function aPerson(overrides: Partial<ZohoPerson> = {}): ZohoPerson {
  return {
    id: '1',
    objectType: 'Contact',
    firstName: 'Ana',
    lastName: 'Ruiz',
    name: 'Ana Ruiz',
    company: 'Acme',
    role: 'COO',
    phones: [{ value: '(415) 555-0132', label: 'Work' }],
    emails: [{ value: 'ana@acme.test', label: 'Work' }],
    isDeleted: false,
    modifiedTime: '2026-01-05T10:22:33.000Z',
    unusableField: null,
    ...overrides,
  };
}
