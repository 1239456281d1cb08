import { readProgress } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { createFriggSystem, DEFINITION } from '../test-support/frigg-system.ts';
import { friggIntegration, type FriggCrmInstance } from './frigg-integration.ts';

const ROW = { id: 17, userId: 5, config: { type: 'scaling-test' }, externalIds: ['company/1'] };

describe('a connector inside a Frigg app', () => {
  it('is set up by its creation, syncs every person once, and reports in the envelope of Frigg', async () => {
    const { app, quo, broadcasts, untilSynced } = createFriggSystem({ people: 230 });
    await app.create(ROW);
    const process = await untilSynced();
    expect([process.state, readProgress(process).processedRecords, quo.size]).toEqual(['COMPLETED', 230, 230]);
    expect(process.integrationId).toBe('17');
    expect(app.rows.get(17)?.status).toBe('ENABLED');
    const data = expect.objectContaining({ processId: process.id, processed: 230, state: 'COMPLETED' }) as object;
    expect(broadcasts).toContainEqual({ type: 'PROCESS_PROGRESS', data });
    expect(new Set(app.stats.hydrated)).toEqual(new Set(['17']));
    expect(app.stats.failed).toEqual([]);
  });

  it('is made without arguments, as Frigg does for routes and options, and touches nothing then', () => {
    let opened = 0;
    const { app } = createFriggSystem();
    const Integration = friggIntegration({
      IntegrationBase: app.IntegrationBase,
      Definition: DEFINITION,
      connector: () => {
        throw new Error('not yet');
      },
      modules: { crm: 'scaling', quo: 'quo' },
      quoSource: 'scaling-test',
      stores: async () => {
        opened += 1;
        throw new Error('no database here');
      },
      queue: app.queue,
      hydrate: async () => null,
      baseUrl: 'https://frigg.example.com',
    });
    const instance = new Integration();
    expect(Object.keys(instance.events)).toEqual(['FRIGG_CRM_MESSAGE', 'FRIGG_CRM_WEBHOOK', 'FRIGG_CRM_TURN']);
    expect([Integration.Definition, opened]).toEqual([DEFINITION, 0]);
  });

  it('is created once, however often Frigg says so', async () => {
    const { app, untilSynced, processes } = createFriggSystem();
    await app.create(ROW);
    await app.send(17, 'ON_CREATE', { integrationId: 17 });
    await untilSynced();
    expect((await processes()).filter(({ context }) => context['syncType'] === 'INITIAL')).toHaveLength(1);
  });

  it('shows its settings as a form of Frigg, with what is set', async () => {
    const { app, untilSynced } = createFriggSystem();
    await app.create(ROW);
    await untilSynced();
    const instance = (await app.hydrate('17')) as unknown as { getConfigOptions(): Promise<object> };
    const form = await instance.getConfigOptions();
    expect(form).toMatchObject({
      jsonSchema: { type: 'object', properties: { resourceIds: { title: 'Phone numbers', default: ['PN1', 'PN2'] } } },
      uiSchema: { type: 'VerticalLayout' },
    });
  });

  it('throws for a change that cannot be made, as Frigg expects it', async () => {
    const { app, untilSynced } = createFriggSystem();
    await app.create(ROW);
    await untilSynced();
    await expect(app.send(17, 'ON_UPDATE', { config: { resourceIds: ['PN404'] } })).rejects.toMatchObject({
      code: 'INVALID_INTEGRATION_DATA',
    });
  });

  it('lists the actions of its connector, shows their forms, and runs them', async () => {
    const { app, clock, untilSynced } = createFriggSystem();
    await app.create(ROW);
    await untilSynced();
    const instance = (await app.hydrate('17')) as unknown as FriggCrmInstance;
    const syncs = await instance.loadUserActions({ actionType: 'SYNC_ACTION' });
    expect(syncs).toMatchObject({ INITIAL_SYNC: { type: 'USER_ACTION', userActionType: 'SYNC_ACTION', title: 'Start initial sync' } });
    expect(Object.keys(await instance.loadUserActions()).length).toBeGreaterThan(Object.keys(syncs).length);
    const form = { jsonSchema: { properties: { force: { type: 'boolean', default: true } } }, uiSchema: { type: 'VerticalLayout' } };
    expect(await instance.getActionOptions({ actionId: 'INITIAL_SYNC', data: { force: true } })).toMatchObject(form);
    expect(await instance.refreshActionOptions({ actionId: 'INITIAL_SYNC', data: { force: true } })).toMatchObject(form);
    const [first, second] = [
      await clock.runUntil(instance.send('INITIAL_SYNC', {})),
      await clock.runUntil(instance.send('INITIAL_SYNC', {})),
    ];
    expect(second).toEqual(first);
    await expect(instance.send('UNKNOWN', {})).rejects.toMatchObject({ code: 'UNKNOWN_ACTION' });
  });

  it('goes with its row: nothing of it is left, and its messages do no harm', async () => {
    const { app, processes } = createFriggSystem({ people: 500 });
    await app.create(ROW);
    await app.until(async () => (await processes()).length > 0);
    await app.send(17, 'ON_DELETE', {});
    app.rows.delete(17);
    await app.until(async () => (await processes()).every(({ endedAt }) => endedAt !== null));
    expect((await processes()).every(({ state }) => state === 'CANCELLED')).toBe(true);
    expect(app.stats.failed).toEqual([]);
  });

  it('refuses a source of contacts that Quo would refuse, before anything is written', () => {
    expect(() => createFriggSystem({ options: { quoSource: 'openphone-scaling' } })).toThrow('needs quo.partnerKey');
  });

  it.each([
    ['a body that was parsed on its way', { params: { integrationId: '17' }, headers: {}, body: { a: 1 } }, 400],
    ['no integration', { params: {}, headers: {}, rawBody: '{}' }, 400],
    ['a body that is too large', { params: { integrationId: '17' }, headers: {}, rawBody: 'x'.repeat(1_000_000) }, 413],
    ['bytes', { params: { integrationId: '17' }, headers: { 'webhook-signature': 'x' }, rawBody: Buffer.from('{}') }, 200],
  ])('takes a webhook with %s: %i', async (_what, request, status) => {
    expect(await createFriggSystem().app.receive(request)).toBe(status);
  });
});
