import { describeCrmWebhooks, type CrmWebhooksUnderTest } from '@frigg-crm/crm-base/testing';
import { createAxisCareSandbox } from '../sandbox/create-axiscare-sandbox.ts';
import { axiscareFixture, anIntegration } from '../test-support/axiscare-fixture.ts';

/** An administrator enters the address that the connector shows, and takes it out when the connection ends. */
function joinToSandbox(): CrmWebhooksUnderTest {
  const sandbox = createAxisCareSandbox({ people: { client: 3 } });
  const { webhooks } = sandbox;
  const { client } = axiscareFixture();
  const integration = anIntegration({
    client,
    webhookSubscriberIds: [webhooks.subscriberId],
    onWebhookAddress: (address) => webhooks.enter(address),
  });
  return {
    integration: {
      setupWebhooks: async (setup) => integration.setupWebhooks(setup),
      readWebhook: (request) => integration.readWebhook(request),
      async removeWebhooks(setup) {
        await integration.removeWebhooks(setup);
        webhooks.enter(undefined);
      },
    },
    hooks: () => (webhooks.address === undefined ? [] : [webhooks.address.split('?')[0]!]),
    dropHooks: () => webhooks.enter(undefined),
    notify() {
      sandbox.people.client.change(1, { lastName: 'Changed' });
      return webhooks.toRequest(webhooks.deliveries.events.at(-1)!);
    },
  };
}

// AxisCare signs nothing: the address holds a secret.
describeCrmWebhooks('AxisCare', { make: joinToSandbox, signsBody: false });
