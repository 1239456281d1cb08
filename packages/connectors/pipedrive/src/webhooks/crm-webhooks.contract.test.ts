import { describeCrmWebhooks, type CrmWebhooksUnderTest } from '@frigg-crm/crm-base/testing';
import { pipedriveFixture } from '../test-support/pipedrive-fixture.ts';

function joinToSandbox(): CrmWebhooksUnderTest {
  const { sandbox, integration } = pipedriveFixture({ people: 3 });
  // Nothing was synced before, so there is nothing to catch up with.
  Object.assign(integration, { syncOrchestrator: { getLastSyncTime: async () => null } });
  return {
    integration,
    hooks: () => sandbox.webhooks.all.map(({ subscription_url: url }) => url),
    dropHooks: () => {
      for (const { id } of sandbox.webhooks.all) sandbox.webhooks.forget(id);
    },
    notify(url) {
      sandbox.people.change(1, { name: 'Changed' });
      const hook = sandbox.webhooks.all.find(({ subscription_url: each }) => each === url);
      return sandbox.webhooks.toRequest({ webhookId: hook!.id, body: sandbox.webhooks.events().at(-1)! });
    },
  };
}

// Pipedrive signs nothing: its requests carry a password.
describeCrmWebhooks('Pipedrive', { make: joinToSandbox, signsBody: false });
