import { describeActivityTarget, type ActivityTargetUnderTest } from '@frigg-crm/crm-base/testing';
import { pipedriveFixture } from './test-support/pipedrive-fixture.ts';
import { PERSON } from './webhooks/read-pipedrive-webhook.ts';

/** Joins the connector to a sandbox without people. */
function joinToSandbox(): ActivityTargetUnderTest {
  const { sandbox, client, integration: target } = pipedriveFixture({ people: [] });
  return {
    target,
    addPerson(phoneNumbers) {
      const phones = phoneNumbers.map((value, index) => ({ value, label: 'work', primary: index === 0 }));
      const { id } = sandbox.people.add({ name: 'Ana Ruiz', phones });
      return { objectType: PERSON, externalId: String(id) };
    },
    textsOf({ externalId }) {
      const personId = Number(externalId);
      const activities = sandbox.activities().filter((activity) => activity.person_id === personId && !activity.is_deleted);
      const notes = sandbox.notes().filter((note) => note.person_id === personId && note.active_flag);
      return [...activities.map(({ subject, note }) => `${subject}\n${note}`), ...notes.map(({ content }) => content)];
    },
    deleteInCrm: async (id, { kind }) => (kind === 'call' ? client.activities.delete(id) : client.notes.delete(id)),
  };
}

describeActivityTarget('Pipedrive', { make: joinToSandbox });
