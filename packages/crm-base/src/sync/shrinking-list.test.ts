import { expect, it } from 'vitest';
import { fakePeople } from '../test-support/fake-crm.ts';
import { createSyncSystem } from '../test-support/sync-system.ts';
import { untilQuiet } from '../test-support/until-quiet.ts';

const config = { syncConfig: { initialBatchSize: 10, ongoingBatchSize: 10, catchUp: true }, queueConfig: { maxOutstandingPages: 1 } };

it.each([true, false])(
  'lists all people again when some vanish from numbered pages (changes can be listed: %s)',
  async (supportsModifiedSince) => {
    const system = createSyncSystem({
      people: fakePeople(50),
      config: { ...config, syncConfig: { ...config.syncConfig, supportsModifiedSince } },
    });
    let left = 3;
    system.crm.beforePage = ({ page }) => {
      // All persons behind them move forward: three people are on no page any more.
      if (page === 2 && left > 0) for (; left > 0; left -= 1) system.crm.people.shift();
    };
    const { processIds } = await system.integration.startInitialSync();
    await untilQuiet(system, system.machine);
    expect((await system.find(processIds[0] ?? '')).context).toMatchObject({ hasShrunk: true });
    const missing = system.crm.people.filter(({ id }) => !system.quo.stored.has(id ?? ''));
    expect(missing).toEqual([]);
  },
);

it('lists no one again when no one vanishes', async () => {
  const system = createSyncSystem({ people: fakePeople(50), config });
  await system.integration.startInitialSync();
  await untilQuiet(system, system.machine);
  expect(system.crm.pages.filter(({ modifiedSince }) => modifiedSince === null)).toHaveLength(5);
});
