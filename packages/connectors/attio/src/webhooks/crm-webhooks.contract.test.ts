import { describeCrmWebhooks, type CrmWebhooksUnderTest } from '@frigg-crm/crm-base/testing';
import { createFastClock } from '@frigg-crm/testing';
import type { AttioSandboxOptions } from '../sandbox/create-attio-sandbox.ts';
import { attioFixture } from '../test-support/attio-fixture.ts';

function joinToSandbox(options: AttioSandboxOptions = {}): CrmWebhooksUnderTest {
  const { sandbox, integration } = attioFixture({ people: 3, ...options });
  // Nothing was synced before, so there is nothing to catch up with.
  Object.assign(integration, { syncOrchestrator: { getLastSyncTime: async () => null } });
  return {
    integration,
    hooks: () => sandbox.webhooks.all.map(({ target_url: url }) => url),
    dropHooks: () => {
      for (const { id } of sandbox.webhooks.all) sandbox.webhooks.forget(id);
    },
    notify(url) {
      sandbox.people.change(1, { jobTitle: `Changed ${sandbox.webhooks.events.length}` });
      const hook = sandbox.webhooks.all.find(({ target_url: each }) => each === url);
      return sandbox.webhooks.toRequest(hook!.id, sandbox.webhooks.events.at(-1)!)!;
    },
  };
}

describeCrmWebhooks('Attio', { make: () => joinToSandbox(), showsSecretOnce: true });
describeCrmWebhooks('Attio that refuses at times', {
  make: () => joinToSandbox({ faults: { rateLimited: 0.3 }, clock: createFastClock({ speed: 10_000 }) }),
  showsSecretOnce: true,
});
