import { describeCrmWebhooks, type CrmWebhooksUnderTest } from '@frigg-crm/crm-base/testing';
import { zohoFixture } from '../test-support/zoho-fixture.ts';

function joinToSandbox(): CrmWebhooksUnderTest {
  const { sandbox, integration } = zohoFixture({ contacts: 3 });
  const { channels, contacts } = sandbox;
  return {
    integration,
    hooks: () => channels.live.map(({ notify_url: url }) => url),
    dropHooks: () => {
      for (const { channel_id: id } of channels.live) channels.forget(id);
    },
    notify(url) {
      contacts.change(contacts.list()[0]!.id, { Title: 'Changed' });
      return new Request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: channels.deliveries.events.at(-1)!,
      });
    },
  };
}

// Zoho signs nothing: the token in the body proves who sends.
describeCrmWebhooks('Zoho CRM', { make: joinToSandbox, signsBody: false, secretField: 'token' });
