import type { Fetch } from '@frigg-crm/http';
import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import { createZohoClient, type ZohoClient, type ZohoClientOptions } from '../client/create-zoho-client.ts';
import type { ZohoPerson } from '../client/zoho-person.ts';
import { createZohoSandbox, type ZohoSandbox, type ZohoSandboxOptions } from '../sandbox/create-zoho-sandbox.ts';
import { ZohoIntegration, type ZohoIntegrationDependencies } from '../zoho-integration.ts';

/** A sandbox, a client of it, and what the client has sent. */
export interface ZohoFixture {
  readonly clock: VirtualClock;
  readonly sandbox: ZohoSandbox;
  readonly client: ZohoClient;
  readonly integration: ZohoIntegration;
  /** The requests, in order, with their bodies. */
  readonly sent: readonly SentRequest[];
  /** Responds instead of the sandbox where it returns something. */
  intercept: (request: Request) => Response | Promise<Response> | undefined;
}

export interface SentRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Joins a sandbox with a client over a virtual clock. */
export function zohoFixture(
  options: ZohoSandboxOptions = {},
  overrides: Partial<ZohoClientOptions> & Pick<ZohoIntegrationDependencies, 'objectTypes'> = {},
): ZohoFixture {
  const clock = createVirtualClock();
  const sandbox = createZohoSandbox({ clock, ...options });
  const sent: SentRequest[] = [];
  const fetch: Fetch = async (request) => {
    const text = await request.clone().text();
    const { method, headers } = request;
    sent.push({ method, headers, url: new URL(request.url), body: text === '' ? undefined : JSON.parse(text) });
    return fixture.intercept(request) ?? sandbox.fetch(request);
  };
  const { objectTypes, ...clientOptions } = overrides;
  const client = createZohoClient({ baseUrl: sandbox.apiDomain, token: sandbox.accessToken, fetch, clock, ...clientOptions });
  const fixture: ZohoFixture = {
    clock,
    sandbox,
    client,
    sent,
    integration: anIntegration({ client, clock, objectTypes }),
    intercept: () => undefined,
  };
  return fixture;
}

/** An integration whose Quo side is never touched. */
function anIntegration(dependencies: Pick<ZohoIntegrationDependencies, 'client'> & Partial<ZohoIntegrationDependencies>): ZohoIntegration {
  const untouched = {} as never;
  // Nothing was synced before, so there is nothing to catch up with.
  const syncOrchestrator = { getLastSyncTime: async () => null } as never;
  const rest = { quoContacts: untouched, processManager: untouched, queueManager: untouched, syncOrchestrator };
  return new ZohoIntegration({ integrationId: 'integration-1', userId: 'user-1', ...rest, ...dependencies });
}

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
