import { toIso } from '@frigg-crm/core/adapter';
import { TEST_START_MS } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import type { PersonPage } from '../connector/person-page.ts';
import { fakePeople, type FakePerson } from '../test-support/fake-crm.ts';
import { createSyncSystem, type SyncSystem } from '../test-support/sync-system.ts';
import { crmConnectorCases, describeCrmConnector, type ConnectorUnderTest } from './describe-crm-connector.ts';

type PaginationType = 'PAGE_BASED' | 'CURSOR_BASED';

function join(people: number, paginationType: PaginationType, spoil: (system: SyncSystem) => void = () => {}): ConnectorUnderTest {
  const system = createSyncSystem({ people: fakePeople(people), config: { syncConfig: { paginationType, supportsTotal: false } } });
  system.crm.beforePage = () => {};
  const { crm } = system;
  const since = toIso(TEST_START_MS);
  const touch = (externalId: string, changes: Partial<FakePerson>): string => {
    crm.people = crm.people.map((person) => (person.id === externalId ? { ...person, ...changes, updatedAt: since } : person));
    return since;
  };
  spoil(system);
  return {
    integration: system.integration,
    externalIds: crm.people.map(({ id }) => id ?? ''),
    change: (externalId) => touch(externalId, {}),
    remove: (externalId) => touch(externalId, { deleted: true }),
  };
}

describeCrmConnector('a page-based connector', { make: (people) => join(people, 'PAGE_BASED') });
describeCrmConnector('a cursor-based connector', { make: (people) => join(people, 'CURSOR_BASED') });

describeCrmConnector('a connector whose CRM lists no changes', {
  make: (people) => {
    const joined = join(people, 'CURSOR_BASED', ({ crm }) => {
      const page = crm.page.bind(crm);
      crm.page = (params) => page({ ...params, modifiedSince: null });
    });
    Object.assign(joined.integration.config.syncConfig, { supportsModifiedSince: false });
    return { ...joined, remove: undefined };
  },
});

describe('F41: the contract of a connector catches one', () => {
  const run = async (title: string, spoil: (system: SyncSystem) => void): Promise<void> => {
    const cases = crmConnectorCases({ make: (people) => join(people, 'PAGE_BASED', spoil) });
    return cases.find((one) => one.title.includes(title))?.run();
  };
  const tamper =
    (change: (people: readonly FakePerson[], modifiedSince: string | null) => readonly FakePerson[]) =>
    ({ crm }: SyncSystem): void => {
      crm.tamper = (page: PersonPage<FakePerson>, { modifiedSince }) => ({ ...page, data: change(page.data, modifiedSince) });
    };

  it('F41: that leaves out who changed at the very moment of modifiedSince', async () => {
    const exclusive = tamper((people, since) => people.filter(({ updatedAt }) => since === null || (updatedAt ?? '') > since));
    await expect(run('the very moment', exclusive)).rejects.toThrow('expected');
  });

  it('F41: that never lists who was deleted', async () => {
    await expect(
      run(
        'as deleted',
        tamper((people) => people.filter(({ deleted }) => deleted !== true)),
      ),
    ).rejects.toThrow('expected');
  });

  it('F41: whose CRM gives fewer people a page than it is asked for, and counts pages by what was asked', async () => {
    await expect(
      run(
        'pages of 1000',
        tamper((people) => people.slice(0, 500)),
      ),
    ).rejects.toThrow('maxBatchSize');
    await expect(
      run(
        'pages of 10',
        tamper((people) => people.slice(0, 500)),
      ),
    ).resolves.toBeUndefined();
  });
});
