import { MessageTooLargeError, type ProcessUpdate } from '@frigg-crm/core';
import { MAX_ERRORS, MAX_ERROR_MESSAGE_LENGTH } from '@frigg-crm/core/adapter';
import { expect, it } from 'vitest';
import { createSyncSystem, startSync } from '../test-support/sync-system.ts';
import { announceUnits, settleUnit, submitSettlement } from './unit-updates.ts';

const counts = { synced: 500, failed: 500, skipped: 0 };
const errors = Array.from({ length: 500 }, (_, index) => ({ code: 'REFUSED', externalId: `p${index}`, message: 'it is so. '.repeat(500) }));

async function createProcess() {
  const system = createSyncSystem();
  return system.find(await startSync(system));
}

it('F12: cuts the errors of a unit to what the process keeps of them', async () => {
  const update = settleUnit(await createProcess(), { unit: 0, outcome: 'PROCESSED', counts, errors });
  expect(update.errors).toHaveLength(MAX_ERRORS);
  expect(update.errors?.at(-1)).toMatchObject({ externalId: 'p499' });
  for (const { message } of update.errors ?? []) expect(message.length).toBeLessThanOrEqual(MAX_ERROR_MESSAGE_LENGTH);
});

it('F12: leaves out errors, never counts, where a settlement is larger than a message', async () => {
  const update = settleUnit(await createProcess(), { unit: 0, outcome: 'PROCESSED', counts, errors });
  const sent: ProcessUpdate[] = [];
  await submitSettlement(
    {
      submit: async ([given]) => {
        const sizeBytes = JSON.stringify(given).length;
        if (sizeBytes > 5000) throw new MessageTooLargeError({ index: 0, sizeBytes, limitBytes: 5000 });
        if (given !== undefined) sent.push(given);
      },
    },
    update,
  );
  expect(sent).toEqual([{ ...update, errors: expect.arrayContaining([expect.objectContaining({ externalId: 'p499' })]) as unknown }]);
});

it('F15: names the life of the process, so that giving a page up again is no repetition', async () => {
  const process = await createProcess();
  const redriven = { ...process, ledger: { ...process.ledger, generation: 1 } };
  const ids = [process, redriven].flatMap((each) => [
    announceUnits(each, { name: 'failed', expectedUnits: 3, closed: false }).updateId,
    settleUnit(each, { unit: 2, outcome: 'FAILED', counts }).updateId,
  ]);
  expect(new Set(ids).size).toBe(4);
});
