import type { LoggedActivity } from '@frigg-crm/crm-base';
import { defineTestConnector, type OpenedConnector, type TestDependencies } from '@frigg-crm/connector-testing';
import { AxisCareIntegration, type AxisCareIntegrationDependencies } from '../axiscare-integration.ts';
import { createAxisCareClient, type AxisCareClient, type AxisCareClientOptions } from '../client/create-axiscare-client.ts';
import { createAxisCareSandbox, type AxisCareSandbox, type AxisCareSandboxOptions } from '../sandbox/create-axiscare-sandbox.ts';

/** More than any test sends. */
const requestsPerSecond = 100_000;

export const axiscare = defineTestConnector({
  sandbox: (options: AxisCareSandboxOptions) => createAxisCareSandbox({ requestsPerSecond, ...options }),
  client: ({ siteNumber, token }, options: Partial<AxisCareClientOptions>) =>
    createAxisCareClient({ siteNumber, token, requestsPerSecond, ...options }),
  // An administrator enters the address that is shown.
  integration: (dependencies: TestDependencies & Partial<AxisCareIntegrationDependencies>, client, { webhooks }) =>
    new AxisCareIntegration({
      webhookSubscriberIds: [webhooks.subscriberId],
      onWebhookAddress: (address) => webhooks.enter(address),
      ...dependencies,
      client,
    }),
});

/** The connector, joined to a sandbox. */
export type AxisCareFixture = OpenedConnector<AxisCareSandbox, AxisCareClient, AxisCareIntegration, AxisCareIntegrationDependencies>;

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
