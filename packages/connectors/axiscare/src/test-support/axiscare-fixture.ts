import type { LoggedActivity } from '@frigg-crm/crm-base';
import type { Fetch } from '@frigg-crm/http';
import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import { AxisCareIntegration, type AxisCareIntegrationDependencies } from '../axiscare-integration.ts';
import { createAxisCareClient, type AxisCareClient, type AxisCareClientOptions } from '../client/create-axiscare-client.ts';
import { createAxisCareSandbox, type AxisCareSandbox, type AxisCareSandboxOptions } from '../sandbox/create-axiscare-sandbox.ts';

/** A sandbox, a client of it, and what the client has sent. */
export interface AxisCareFixture {
  readonly clock: VirtualClock;
  readonly sandbox: AxisCareSandbox;
  readonly client: AxisCareClient;
  readonly integration: AxisCareIntegration;
  /** The requests, in order. */
  readonly sent: readonly Request[];
  /** Responds instead of the sandbox where it returns something. */
  intercept: (request: Request) => Response | undefined;
}

/** Joins a sandbox with a client and an integration over a virtual clock. */
export function axiscareFixture(
  options: AxisCareSandboxOptions = {},
  {
    client: clientOptions,
    ...dependencies
  }: Partial<Omit<AxisCareIntegrationDependencies, 'client'>> & {
    readonly client?: Partial<AxisCareClientOptions>;
  } = {},
): AxisCareFixture {
  const clock = createVirtualClock();
  const sandbox = createAxisCareSandbox({ clock, requestsPerSecond: 100_000, ...options });
  const sent: Request[] = [];
  const fetch: Fetch = async (request) => {
    sent.push(request.clone());
    return fixture.intercept(request) ?? sandbox.fetch(request);
  };
  const { siteNumber, token } = sandbox;
  const client = createAxisCareClient({ siteNumber, token, fetch, clock, requestsPerSecond: 100_000, ...clientOptions });
  const fixture: AxisCareFixture = {
    clock,
    sandbox,
    client,
    sent,
    integration: anIntegration({ client, ...dependencies }),
    intercept: () => undefined,
  };
  return fixture;
}

/** An integration whose Quo side is never touched. */
export function anIntegration(
  dependencies: Pick<AxisCareIntegrationDependencies, 'client'> & Partial<AxisCareIntegrationDependencies>,
): AxisCareIntegration {
  const untouched = {} as never;
  const rest = { quoContacts: untouched, processManager: untouched, queueManager: untouched, syncOrchestrator: untouched };
  return new AxisCareIntegration({ integrationId: 'integration-1', userId: 'user-1', ...rest, ...dependencies });
}

/** An answered call of 76 s with client 1, over the line of the front office. */
export function aLoggedCall(overrides: Partial<LoggedActivity> = {}): LoggedActivity {
  return {
    kind: 'call',
    sourceId: 'AC1',
    person: { objectType: 'client', externalId: 'client-1' },
    contactPhone: '+18175698900',
    direction: 'inbound',
    timestamp: '2026-01-05T10:01:21.123Z',
    durationSeconds: 76,
    isAnswered: true,
    quoUser: null,
    line: { number: '+15551234567', name: 'Front Office', symbol: '📞' },
    title: 'Call from Joan Park to 📞 Front Office',
    content: 'Incoming answered by Ann Lee\nhttps://my.quo.com/AC1',
    ...overrides,
  };
}
