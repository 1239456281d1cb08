import { describe, expect, it } from 'vitest';
import { axiscare } from '../test-support/axiscare-under-test.ts';
import { createSyncClientsAction } from './sync-clients-action.ts';

function setUp() {
  const home = axiscare.open({ people: { client: 30 } });
  const other = axiscare.open({ people: { client: 3 }, siteNumber: '5678' });
  const started: (readonly [string | undefined, readonly string[]])[] = [];
  const action = createSyncClientsAction({
    sites: new Map([
      [undefined, home.client],
      ['5678', other.client],
    ]),
    async startSync(site, externalIds) {
      started.push([site, externalIds]);
      return { message: 'started', syncs: [], processIds: [`sync-${site}`], personObjectTypes: [] };
    },
  });
  const run = async (data: object): Promise<unknown> =>
    home.clock.runUntil(other.clock.runUntil(action.run(action.form.parse(data), { requestedAt: '2026-01-05T10:00:00.000Z' })));
  return { home, started, action, run };
}

describe('the sync of some clients', () => {
  it('takes the first clients of one site, page by page', async () => {
    const { home, started, run } = setUp();
    expect(await run({ siteNumber: '1234', maxClients: 25, limit: 10 })).toEqual({
      sites: [{ siteNumber: '1234', clients: 25, processIds: ['sync-undefined'] }],
    });
    expect(started).toEqual([[undefined, Array.from({ length: 25 }, (_, index) => `client-${index + 1}`)]]);
    expect(home.sent.map(({ url }) => url.searchParams.get('limit'))).toHaveLength(3);
  });

  it('takes all sites when none is named, each with ids of its own', async () => {
    const { started, run } = setUp();
    expect(await run({ maxClients: 2 })).toMatchObject({ sites: [{ siteNumber: '1234' }, { siteNumber: '5678' }] });
    expect(started).toEqual([
      [undefined, ['client-1', 'client-2']],
      ['5678', ['5678:client-1', '5678:client-2']],
    ]);
  });

  it('offers the sites of the connection, and refuses another one, naming them (acceptance 49)', async () => {
    const { action, run } = setUp();
    expect(await action.choices?.({}, {})).toEqual({
      siteNumber: [
        { value: '1234', title: 'Site 1234' },
        { value: '5678', title: 'Site 5678' },
      ],
    });
    await expect(run({ siteNumber: '99' })).rejects.toMatchObject({
      code: 'ACTION_INPUT_INVALID',
      fields: [{ field: 'siteNumber', problem: 'is no site of this connection, which has 1234, 5678' }],
    });
  });
});
