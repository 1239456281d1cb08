import { toIso } from '@frigg-crm/core';
import { TEST_START_MS } from '@frigg-crm/testing';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem } from '../test-support/sync-system.ts';
import { describeCrmConnector, type ConnectorUnderTest } from './describe-crm-connector.ts';

function join(people: number, paginationType: 'PAGE_BASED' | 'CURSOR_BASED'): ConnectorUnderTest {
  const system = createSyncSystem({ people: fakePeople(people), config: { syncConfig: { paginationType, supportsTotal: false } } });
  system.crm.beforePage = () => {};
  const { crm } = system;
  return {
    integration: system.integration,
    externalIds: crm.people.map(({ id }) => id ?? ''),
    change: (externalId) => {
      const since = toIso(TEST_START_MS);
      crm.people = crm.people.map((person) => (person.id === externalId ? { ...person, updatedAt: since } : person));
      return since;
    },
  };
}

describeCrmConnector('a page-based connector', { make: (people) => join(people, 'PAGE_BASED') });
describeCrmConnector('a cursor-based connector', { make: (people) => join(people, 'CURSOR_BASED') });
