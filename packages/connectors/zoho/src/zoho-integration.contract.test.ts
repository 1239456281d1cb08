import { describeCrmConnector, type ConnectorUnderTest } from '@frigg-crm/crm-base/testing';
import { toIso } from '@frigg-crm/core/adapter';
import type { ZohoSandboxOptions } from './sandbox/create-zoho-sandbox.ts';
import { zohoFixture } from './test-support/zoho-fixture.ts';

function joinToSandbox(people: number, faults?: ZohoSandboxOptions['faults']): ConnectorUnderTest {
  const { clock, sandbox, integration } = zohoFixture({ contacts: people, faults });
  // With faults the client waits: then the clock goes on until the end.
  let end: () => void = () => undefined;
  const running = faults === undefined ? undefined : clock.runUntil(new Promise<void>((resolve) => (end = resolve)));
  return {
    integration,
    externalIds: sandbox.contacts.list().map(({ id }) => id),
    async change(id) {
      await clock.advance(5000);
      sandbox.contacts.change(id, { Title: 'Changed' });
      return toIso(clock.now());
    },
    async remove(id) {
      await clock.advance(5000);
      sandbox.contacts.delete(id);
      return toIso(clock.now());
    },
    async close() {
      end();
      await running;
    },
  };
}

describeCrmConnector('zoho', { make: (people) => joinToSandbox(people) });
describeCrmConnector('zoho with faults', { make: (people) => joinToSandbox(people, { rateLimited: 0.1, unavailable: 0.1 }) });
