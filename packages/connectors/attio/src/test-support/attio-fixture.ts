import type { Fetch } from '@frigg-crm/http';
import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import { AttioIntegration, type AttioIntegrationDependencies } from '../attio-integration.ts';
import type { AttioPerson } from '../client/attio-person.ts';
import { createAttioClient, type AttioClient, type AttioClientOptions } from '../client/create-attio-client.ts';
import { createAttioSandbox, type AttioSandbox, type AttioSandboxOptions } from '../sandbox/create-attio-sandbox.ts';
import { toSandboxId } from '../sandbox/sandbox-ids.ts';

/** What a client has sent. */
export interface SentRequest {
  /** Such as `POST /v2/notes`. */
  readonly operation: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** A sandbox, a client of it, and what the client has sent. */
export interface AttioFixture {
  /** Theirs unless the options have another one. */
  readonly clock: VirtualClock;
  readonly sandbox: AttioSandbox;
  readonly client: AttioClient;
  readonly integration: AttioIntegration;
  /** In order. */
  readonly sent: readonly SentRequest[];
  /** Responds instead of the sandbox where it returns something. */
  intercept: (request: Request) => Response | Promise<Response> | undefined;
}

/** Joins a sandbox with a client over a virtual clock. */
export function attioFixture(
  options: AttioSandboxOptions = {},
  overrides: Partial<AttioClientOptions & AttioIntegrationDependencies> = {},
): AttioFixture {
  const virtual = createVirtualClock();
  const { clock = virtual } = options;
  const sandbox = createAttioSandbox({ ...options, clock });
  const sent: SentRequest[] = [];
  const fetch: Fetch = async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const text = await request.clone().text();
    sent.push({
      operation: `${request.method} ${pathname}`,
      query: searchParams,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    });
    return fixture.intercept(request) ?? sandbox.fetch(request);
  };
  const client = createAttioClient({ token: sandbox.accessToken, fetch, clock, ...overrides });
  const fixture: AttioFixture = {
    clock: virtual,
    sandbox,
    client,
    sent,
    integration: anIntegration({ client, clock, ...overrides }),
    intercept: () => undefined,
  };
  return fixture;
}

/** An integration whose Quo side is never touched. */
function anIntegration(
  dependencies: Pick<AttioIntegrationDependencies, 'client'> & Partial<AttioIntegrationDependencies>,
): AttioIntegration {
  const untouched = {} as never;
  const rest = { quoContacts: untouched, processManager: untouched, queueManager: untouched, syncOrchestrator: untouched };
  return new AttioIntegration({ integrationId: 'integration-1', userId: 'user-1', ...rest, ...dependencies });
}

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
