import { expect, it } from 'vitest';
import { encodeSyncMessage } from '../queue/sync-message.ts';
import { announceIds } from './announce-ids.ts';

const address = { integrationId: 'i1', connector: 'fake', personObjectType: 'Person', processId: 'p1' };

it('F12: cuts a thousand long ids into pages of which each fits into a message, and leaves none out', () => {
  const ids = Array.from({ length: 1000 }, (_, index) => `${index}-${'🎈'.repeat(125)}`);
  const { announced, firstMessages = [] } = announceIds(ids, 1000);
  const sizes = firstMessages.map(({ data }) =>
    Buffer.byteLength(encodeSyncMessage({ v: 1, event: 'PROCESS_PERSON_BATCH', data: { ...address, attempt: 0, ...data } as never })),
  );
  expect(Math.max(...sizes)).toBeLessThan(262_144);
  expect(announced).toMatchObject({ expectedUnits: firstMessages.length, closed: true, totalRecords: 1000 });
  const named = Object.values(announced?.open ?? {}).flatMap(({ crmPersonIds }) => crmPersonIds);
  expect(named).toEqual(ids);
});

it('puts as many ids on a page as pages hold', () => {
  const { announced } = announceIds(['a', 'b', 'c', 'd', 'e'], 2);
  expect(Object.values(announced?.open ?? {}).map(({ crmPersonIds }) => crmPersonIds)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  expect(announceIds([], 2).announced).toMatchObject({ expectedUnits: 0, closed: true });
});
