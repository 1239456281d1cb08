import { readProgress } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem } from '../test-support/sync-system.ts';

it('P11: types whose ids overlap become contacts of their own where the connector puts the type before the id', async () => {
  const system = createSyncSystem({ people: fakePeople(120) });
  Object.assign(system.integration.config, { personObjectTypes: [{ crmObjectName: 'Contact' }, { crmObjectName: 'Lead' }] });
  system.integration.personExternalId = ((person: { id: string }, { objectType }: { objectType: string }) =>
    `${objectType}/${person.id}`) as never;
  const { processIds } = await system.integration.startInitialSync();
  const processes = await system.untilEnded(system.machine, processIds);
  expect(processes.map(({ state }) => state)).toEqual(['COMPLETED', 'COMPLETED']);
  expect(processes.map((process) => readProgress(process).totalSynced)).toEqual([120, 120]);
  expect(system.quo.stored.size).toBe(240);
  expect([system.quo.stored.has('Contact/p7'), system.quo.stored.has('Lead/p7')]).toEqual([true, true]);
});
