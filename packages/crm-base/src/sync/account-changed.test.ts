import { createMemoryDocumentStore } from '@frigg-crm/memory';
import { ApiRateLimitedError, ApiUnavailableError } from '@frigg-crm/http';
import { describe, expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem, runInitialSync, startSync, type SyncSystem } from '../test-support/sync-system.ts';

function setUp(): { readonly system: SyncSystem; connect: (identity: () => Promise<string>) => void } {
  const system = createSyncSystem({ people: fakePeople(30), engine: { store: { documents: createMemoryDocumentStore() } } });
  let identity = async (): Promise<string> => 'company-1';
  const boot = (): SyncSystem => ({ ...system, ...withIdentity(system.boot()) });
  const withIdentity = (machine: ReturnType<SyncSystem['boot']>) => {
    Object.assign(machine.integration, { accountIdentity: async () => identity() });
    return { ...machine, machine };
  };
  Object.assign(system.integration, { accountIdentity: async () => identity() });
  return {
    get system() {
      return boot();
    },
    connect: (next) => void (identity = next),
  };
}

describe('a sync over an account', () => {
  it('F2: that is another one than before writes no person, and is paused with that reason', async () => {
    const given = setUp();
    await runInitialSync(given.system);
    const { crm, quo, ...system } = given.system;
    const sent = new Map(quo.sent);
    const pages = crm.pages.length;
    crm.people = fakePeople(30).map((person) => ({ ...person, name: `Another ${person.name}` }));
    given.connect(async () => 'company-2');
    const processId = await startSync(system);
    const workers = system.start();
    const paused = await system.when(processId, ({ state }) => state === 'PAUSED');
    expect(paused.ledger.paused?.reason).toMatchObject({ code: 'ACCOUNT_CHANGED' });
    expect([quo.sent, crm.pages.length]).toEqual([sent, pages]);
    await system.halt([system.machine, workers]);
    given.connect(async () => 'company-1');
    const back = given.system;
    await back.engine.syncOrchestrator.resumeActiveSyncs({ integration: back.integration });
    expect(await back.untilEnded(back.machine, [processId])).toMatchObject([{ state: 'COMPLETED' }]);
  });

  it.each([
    ['away', new ApiUnavailableError({ api: 'Fake', operation: 'GET /me' })],
    ['asks us to wait', new ApiRateLimitedError({ api: 'Fake', operation: 'GET /me' }, 5000)],
  ])('F2: that is %s while it is to be identified waits, and uses up no attempt', async (_case, failure) => {
    const given = setUp();
    let failures = 20;
    given.connect(async () => {
      failures -= 1;
      if (failures > 0) throw failure;
      return 'company-1';
    });
    expect(await runInitialSync(given.system)).toMatchObject({ state: 'COMPLETED' });
  });
});
