import { describeCrmConnector } from '@frigg-crm/crm-base/testing';
import { toIso } from '@frigg-crm/core/adapter';
import { zohoFixture } from './test-support/zoho-fixture.ts';

const FAULTS = { rateLimited: 0.2, unavailable: 0.1 };

for (const [name, faults] of [
  ['zoho', undefined],
  ['zoho with faults', FAULTS],
] as const) {
  describeCrmConnector(name, {
    make: async (people) => {
      const { clock, sandbox, integration } = zohoFixture({ contacts: people, faults }, { retryDelaysMs: [0, 0, 0, 0, 0, 0, 0, 0, 0] });
      // A 429 without a hint has the client wait.
      const ticking = faults === undefined ? undefined : clock.runUntil(new Promise(() => undefined));
      void ticking;
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
      };
    },
  });
}
