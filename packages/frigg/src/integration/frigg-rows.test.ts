import { describe, expect, it } from 'vitest';
import { createFriggSystem, type FriggSystem } from '../test-support/frigg-system.ts';
import type { FriggCrmInstance } from './frigg-integration.ts';

const ROW = { id: 17, userId: 5, config: { type: 'scaling-test' }, externalIds: ['company/1'], errors: [] };

async function createSynced(): Promise<FriggSystem> {
  const system = createFriggSystem({ people: 3 });
  await system.app.create(ROW);
  await system.untilSynced();
  return system;
}

const load = async ({ app }: FriggSystem): Promise<FriggCrmInstance> => (await app.hydrate('17')) as unknown as FriggCrmInstance;
const statusOf = ({ app }: FriggSystem): string | undefined => app.rows.get(17)?.status;

describe("what Frigg's rows say", () => {
  it('an integration that was switched off stays so, also when a check finds that all is well again', async () => {
    const system = await createSynced();
    await (await load(system)).receiveNotification(undefined, 'CREDENTIAL_INVALIDATED');
    Object.assign(system.app.rows.get(17) ?? {}, { status: 'DISABLED' });
    await system.app.until(async () => (await system.integrations.findById('17'))?.status === 'ENABLED');
    expect(statusOf(system)).toBe('DISABLED');
  });

  it('a configuration that was changed is in the row, which Frigg shows', async () => {
    const system = await createSynced();
    await system.app.send(17, 'ON_UPDATE', { config: { type: 'scaling-test', resourceIds: ['PN1'] } });
    expect(system.app.rows.get(17)?.config).toEqual({ type: 'scaling-test', resourceIds: ['PN1'] });
  });

  it('a row that cannot be written does not undo a change', async () => {
    const system = await createSynced();
    system.app.IntegrationBase.prototype.patchConfig = async () => Promise.reject(new Error('locked'));
    await system.app.send(17, 'ON_UPDATE', { config: { resourceIds: ['PN1'] } });
    const { integrations: repository } = system;
    expect((await repository.findById('17'))?.config).toMatchObject({ enabledPhoneIds: ['PN1'] });
  });

  it('an integration is found by the account of its CRM', async () => {
    const { integrations: repository } = await createSynced();
    expect(await repository.findByLookupKey('company/1')).toMatchObject([{ id: '17' }]);
  });

  it('accounts that Frigg has tried in vain make an error, which is over after a check', async () => {
    const system = await createSynced();
    await (await load(system)).reconcileAuthStatus(false);
    expect(statusOf(system)).toBe('ERROR');
    await (await load(system)).reconcileAuthStatus(true);
    await system.app.until(async () => statusOf(system) === 'ENABLED');
  });

  it('a token that was refreshed while nothing was wrong has nothing checked', async () => {
    const system = await createSynced();
    const { integrations: repository } = system;
    const before = await repository.findById('17');
    await (await load(system)).receiveNotification(undefined, 'CREDENTIAL_VALIDATED');
    expect(await repository.findById('17')).toEqual(before);
  });

  it.each([
    ['settings that cannot be', async (instance: FriggCrmInstance) => instance.onUpdate({ config: { resourceIds: ['PN404'] } }), 400],
    ['an unknown action', async (instance: FriggCrmInstance) => instance.send('UNKNOWN', {}), 404],
    ['wrong input', async (instance: FriggCrmInstance) => instance.send('INITIAL_SYNC', { force: 'perhaps' }), 400],
  ])('is an error that Frigg responds with as it is: %s', async (_what, call, statusCode) => {
    const system = await createSynced();
    const instance = await load(system);
    await expect(system.clock.runUntil(call(instance))).rejects.toMatchObject({ statusCode, isBoom: true, output: { statusCode } });
  });
});
