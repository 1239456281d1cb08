import { describeActivityTarget, type ActivityTargetUnderTest } from '@frigg-crm/crm-base/testing';
import { createFastClock } from '@frigg-crm/testing';
import { attioFixture } from './test-support/attio-fixture.ts';
import { numberOfSandboxId, toSandboxId } from './sandbox/sandbox-ids.ts';
import type { AttioSandboxOptions } from './sandbox/create-attio-sandbox.ts';

/** Joins the connector to a sandbox without people. */
function joinToSandbox(options: AttioSandboxOptions = {}): ActivityTargetUnderTest {
  const { sandbox, client, integration: target } = attioFixture({ people: [], ...options });
  return {
    target,
    addPerson(phones) {
      const { number } = sandbox.people.add({ phones });
      return { objectType: 'people', externalId: toSandboxId('person', number) };
    },
    textsOf({ externalId }) {
      const notes = sandbox.notes().filter(({ person }) => person === numberOfSandboxId(externalId));
      return notes.map(({ title, content }) => `${title}\n${content}`);
    },
    deleteInCrm: async (id) => client.notes.delete(id),
  };
}

describeActivityTarget('Attio', { make: () => joinToSandbox() });
describeActivityTarget('Attio whose API cannot change notes', { make: () => joinToSandbox({ canUpdateNotes: false }) });
describeActivityTarget('Attio that refuses at times', {
  make: () => joinToSandbox({ faults: { rateLimited: 0.3 }, clock: createFastClock({ speed: 10_000 }) }),
});
