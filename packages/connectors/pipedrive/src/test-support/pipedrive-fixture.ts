import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import type { Fetch } from '@frigg-crm/http';
import { createPipedriveClient, type PipedriveClientOptions } from '../client/create-pipedrive-client.ts';
import type { PipedriveClient } from '../client/pipedrive-client.ts';
import type { PipedrivePerson } from '../client/pipedrive-person.ts';
import { PipedriveIntegration, type PipedriveIntegrationDependencies } from '../pipedrive-integration.ts';
import { createPipedriveSandbox, type PipedriveSandbox, type PipedriveSandboxOptions } from '../sandbox/create-pipedrive-sandbox.ts';

/** A sandbox, a client of it, and what the client has sent. */
export interface PipedriveFixture {
  readonly clock: VirtualClock;
  readonly sandbox: PipedriveSandbox;
  readonly client: PipedriveClient;
  readonly integration: PipedriveIntegration;
  /** The URLs requested, in order. */
  readonly sent: readonly URL[];
  /** Responds instead of the sandbox where it returns something. */
  intercept: (request: Request) => Response | undefined;
}

/** Joins a sandbox with a client over a virtual clock. */
export function pipedriveFixture(options: PipedriveSandboxOptions = {}, overrides: Partial<PipedriveClientOptions> = {}): PipedriveFixture {
  const clock = createVirtualClock();
  const sandbox = createPipedriveSandbox({ clock, ...options });
  const sent: URL[] = [];
  const fetch: Fetch = async (request) => {
    sent.push(new URL(request.url));
    return fixture.intercept(request) ?? sandbox.fetch(request);
  };
  const client = createPipedriveClient({ baseUrl: sandbox.apiDomain, token: sandbox.accessToken, fetch, clock, ...overrides });
  const fixture: PipedriveFixture = {
    clock,
    sandbox,
    client,
    sent,
    integration: anIntegration({ client, clock }),
    intercept: () => undefined,
  };
  return fixture;
}

/** An integration whose Quo side is never touched. */
export function anIntegration(
  dependencies: Pick<PipedriveIntegrationDependencies, 'client'> & Partial<PipedriveIntegrationDependencies>,
): PipedriveIntegration {
  const untouched = {} as never;
  const rest = { quoContacts: untouched, processManager: untouched, queueManager: untouched, syncOrchestrator: untouched };
  return new PipedriveIntegration({ integrationId: 'integration-1', userId: 'user-1', ...rest, ...dependencies });
}

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
