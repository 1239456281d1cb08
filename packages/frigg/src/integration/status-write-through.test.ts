import { expect, it } from 'vitest';
import { createFriggSystem } from '../test-support/frigg-system.ts';

const ROW = { id: 17, userId: 5, config: {}, externalIds: [] };

it("writes that an account is refused to Frigg's row, and that it works again, although Frigg discards messages in between", async () => {
  const { app, untilSynced } = createFriggSystem({ people: 3 });
  await app.create(ROW);
  await untilSynced();
  const notify = async (event: string): Promise<void> => {
    const instance = (await app.hydrate('17')) as unknown as { receiveNotification(notifier: unknown, event: string): Promise<void> };
    await instance.receiveNotification(undefined, event);
  };
  await notify('CREDENTIAL_INVALIDATED');
  expect(app.rows.get(17)?.status).toBe('ERROR');
  await notify('CREDENTIAL_VALIDATED');
  await app.until(async () => app.rows.get(17)?.status === 'ENABLED');
  expect(app.stats.failed).toEqual([]);
});

it('does not fail with a row that cannot be written', async () => {
  const { app, untilSynced } = createFriggSystem({ people: 3 });
  app.IntegrationBase.prototype.persistStatus = async () => Promise.reject(new Error('locked'));
  await app.create(ROW);
  expect((await untilSynced()).state).toBe('COMPLETED');
});
