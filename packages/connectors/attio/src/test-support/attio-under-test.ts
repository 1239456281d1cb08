import { defineTestConnector, type OpenedConnector, type TestDependencies } from '@frigg-crm/connector-testing';
import { AttioIntegration, type AttioIntegrationDependencies } from '../attio-integration.ts';
import type { AttioPerson } from '../client/attio-person.ts';
import { createAttioClient, type AttioClient, type AttioClientOptions } from '../client/create-attio-client.ts';
import { createAttioSandbox, type AttioSandbox, type AttioSandboxOptions } from '../sandbox/create-attio-sandbox.ts';
import { toSandboxId } from '../sandbox/sandbox-ids.ts';

export const attio = defineTestConnector({
  sandbox: (options: AttioSandboxOptions) => createAttioSandbox(options),
  client: (sandbox, options: Partial<AttioClientOptions>) => createAttioClient({ token: sandbox.accessToken, ...options }),
  integration: (dependencies: TestDependencies & Partial<AttioIntegrationDependencies>, client) =>
    new AttioIntegration({ ...dependencies, client }),
});

/** The connector, joined to a sandbox. */
export type AttioFixture = OpenedConnector<AttioSandbox, AttioClient, AttioIntegration>;

/** The ids of the people with the numbers from 1 to `count`. */
export function personIds(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => toSandboxId('person', index + 1));
}

/** A plain person, as the client returns one. */
export function aPerson(overrides: Partial<AttioPerson> = {}): AttioPerson {
  return {
    id: 'r1',
    createdAt: '2026-01-05T10:00:00.000000000Z',
    webUrl: 'https://app.attio.com/acme/person/r1/overview',
    firstName: 'Ann',
    lastName: 'Lee',
    fullName: 'Ann Lee',
    jobTitle: 'Buyer',
    companyId: 'c1',
    companyName: 'Acme',
    phones: ['+14155550132'],
    emails: ['ann@b.co'],
    unusableField: null,
    ...overrides,
  };
}
