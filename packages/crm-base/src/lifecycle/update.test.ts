import type { JsonObject } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createLifecycleSystem, someNumbers, type LifecycleSystem } from './test-support/lifecycle-system.ts';

const update = async (system: LifecycleSystem, patch: JsonObject | null): ReturnType<LifecycleSystem['lifecycle']['update']> =>
  system.run(system.lifecycle.update('i1', patch));

const refuseCreates: LifecycleSystem['quoAnswers'] = ({ method }) =>
  method === 'POST' ? Response.json({ message: 'no' }, { status: 500 }) : undefined;

describe('changing a configuration', () => {
  it('B80: merges objects, replaces lists, and removes what is null', async () => {
    const system = createLifecycleSystem();
    await system.setUp({ sync: { notes: true, tasks: true }, tags: ['a'], old: 1 });
    const result = await update(system, { sync: { tasks: false }, tags: ['b'], old: null });
    expect(result).toMatchObject({ success: true, config: { sync: { notes: true, tasks: false }, tags: ['b'] } });
    expect(result.config['old']).toBeUndefined();
    expect((await system.find()).config).toEqual(result.config);
  });

  it('B80: refuses a patch that could reach a prototype, without a trace', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    const before = await system.find();
    const patch = JSON.parse('{"deep":{"__proto__":{"isAdmin":true}}}') as JsonObject;
    await expect(update(system, patch)).rejects.toMatchObject({ code: 'INVALID_INTEGRATION_DATA' });
    expect(await system.find()).toEqual(before);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('B81: keeps all of twenty changes that come at the same time', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    const keys = Array.from({ length: 20 }, (_, index) => `key${index}`);
    await system.run(Promise.all(keys.map(async (key) => system.lifecycle.update('i1', { [key]: key }))));
    expect((await system.find()).config).toMatchObject(Object.fromEntries(keys.map((key) => [key, key])));
  });

  it.each([null, undefined, {}])('changes nothing for %s', async (patch) => {
    const system = createLifecycleSystem();
    const before = await system.setUp();
    expect(await system.lifecycle.update('i1', patch)).toEqual({ success: true, config: before.config });
    expect(await system.find()).toEqual(before);
  });

  it('leaves alone what set-up has found out, also when a form sends all of it back', async () => {
    const system = createLifecycleSystem();
    const before = await system.setUp();
    const { success, config } = await update(system, { ...before.config, phoneNumbersMetadata: [], mine: 1 });
    expect({ success, config }).toEqual({ success: true, config: { ...before.config, mine: 1 } });
  });

  it('checks the keys that the connector knows, and names them', async () => {
    const system = createLifecycleSystem();
    system.crm.configSchema = z.object({ region: z.enum(['eu', 'us']), depth: z.int().max(3) });
    await system.setUp();
    await expect(update(system, { region: 'mars', other: 1 })).rejects.toMatchObject({
      message: 'The configuration has values that cannot be used: region must be one of eu, us',
      fields: [{ field: 'region', problem: 'must be one of eu, us' }],
    });
    expect(await update(system, { region: 'eu', other: 1 })).toMatchObject({ success: true, config: { region: 'eu', other: 1 } });
  });

  it('refuses a deleted integration, and one that is being deleted', async () => {
    const system = createLifecycleSystem();
    await expect(update(system, { a: 1 })).rejects.toMatchObject({ code: 'INTEGRATION_NOT_FOUND' });
    await system.setUp();
    system.crm.before = (call) => {
      if (call === 'removeWebhooks') throw new Error('away');
    };
    expect(await system.run(system.lifecycle.delete('i1'))).toBe(false);
    for (const patch of [{ a: 1 }, { resourceIds: [] }, null])
      await expect(update(system, patch)).rejects.toMatchObject({ code: 'INTEGRATION_IN_DELETION' });
    expect((await system.find()).status).toBe('IN_DELETION');
  });
});

describe('an integration that needs its configuration', () => {
  it('begins when it has it', async () => {
    const system = createLifecycleSystem();
    system.crm.requires = ['region', 'list'];
    await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await update(system, { region: 'eu' });
    expect((await system.find()).status).toBe('NEEDS_CONFIG');
    expect(system.queued).toEqual([]);
    await update(system, { list: 'a', resourceIds: ['PN2'] });
    expect(await system.find()).toMatchObject({ status: 'ENABLED', dueAt: toIso(system.clock.now() + 35_000) });
    expect(system.queued).toHaveLength(1);
    await system.clock.advance(35_000);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('set-up');
    expect(system.delivering()).toEqual(['PN2']);
  });

  it('is started by the maintenance loop when the update crashed before the check of the configuration', async () => {
    const system = createLifecycleSystem();
    system.crm.requires = ['region'];
    await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    system.has = { quo: true, connector: false };
    await update(system, { region: 'eu' });
    expect((await system.find()).status).toBe('NEEDS_CONFIG');
    system.has = { quo: true, connector: true };
    await system.clock.advance(50_000);
    await system.run(system.lifecycle.reconcileDue({ limit: 5 }));
    await system.clock.advance(50_000);
    await system.run(system.lifecycle.reconcileDue({ limit: 5 }));
    expect(await system.find()).toMatchObject({ status: 'ENABLED' });
    expect(system.delivering()).toEqual(['PN1', 'PN2']);
  });

  it('is left in peace while something is missing', async () => {
    const system = createLifecycleSystem();
    system.crm.requires = ['region'];
    await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await update(system, { other: 'eu' });
    await system.clock.advance(50_000);
    await system.run(system.lifecycle.reconcileDue({ limit: 5 }));
    expect(await system.find()).toMatchObject({ status: 'NEEDS_CONFIG', dueAt: null });
  });
});

describe('changing the selected numbers', () => {
  it('P17: makes the webhooks for the new numbers, forgets the old ones, and keeps all numbers of the workspace', async () => {
    const system = createLifecycleSystem({ quo: { phoneNumbers: someNumbers(14) } });
    const before = await system.setUp();
    const old = system.quo.webhooks.subscriptions().map(({ id }) => id);
    const result = await update(system, { resourceIds: ['PN1', 'PN14', 'PN1'] });
    expect(result).toMatchObject({ success: true, config: { enabledPhoneIds: ['PN1', 'PN14'] } });
    expect(result.config['phoneNumbersMetadata']).toHaveLength(14);
    expect(system.delivering()).toEqual(['PN1', 'PN14']);
    const now = system.quo.webhooks.subscriptions();
    expect(now.filter(({ id }) => old.includes(id))).toEqual([]);
    expect((await system.keys()).map(({ id, key }) => `${id} ${key}`).sort()).toEqual(now.map(({ id, key }) => `${id} ${key}`).sort());
    expect((await system.find()).dueAt).toBe(before.dueAt);
  });

  it('P18: deletes all webhooks when no number is left, and makes them again', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    expect(await update(system, { resourceIds: [] })).toMatchObject({ success: true, config: { enabledPhoneIds: [] } });
    expect(system.quo.webhooks.subscriptions()).toEqual([]);
    expect(await system.keys()).toEqual([]);
    await system.clock.advance(24 * 3_600_000);
    await system.run(system.lifecycle.reconcile('i1'));
    expect(system.delivering()).toEqual([]);
    await update(system, { enabledPhoneIds: ['PN2'] });
    expect(system.delivering()).toEqual(['PN2']);
  });

  it('P18: makes webhooks where the same numbers were selected but none were made', async () => {
    const system = createLifecycleSystem();
    system.has = { quo: false, connector: true };
    await system.setUp({ resourceIds: ['PN1'] });
    system.has = { quo: true, connector: true };
    expect(await update(system, { resourceIds: ['PN1'] })).toMatchObject({ success: true });
    expect(system.delivering()).toEqual(['PN1']);
  });

  it('asks Quo nothing when the same numbers come in another order', async () => {
    const system = createLifecycleSystem();
    const before = await system.setUp();
    const { requests } = system.quo.stats;
    expect(await update(system, { resourceIds: ['PN2', 'PN1'], note: 'a' })).toEqual({
      success: true,
      config: { ...before.config, note: 'a' },
    });
    expect(system.quo.stats.requests).toEqual(requests);
  });

  it('refuses numbers that the workspace does not have', async () => {
    const system = createLifecycleSystem();
    const before = await system.setUp();
    await expect(update(system, { resourceIds: ['PN1', 'PN77'] })).rejects.toThrow(/does not have 1 of the selected numbers/);
    const { config, messages, dueAt } = await system.find();
    expect({ config, messages, dueAt }).toEqual({ config: before.config, messages: [], dueAt: before.dueAt });
    expect(system.delivering()).toEqual(['PN1', 'PN2']);
  });

  it.each([
    ['the webhooks cannot be made', refuseCreates],
    ['the key is refused', (): Response => Response.json({ message: 'Unauthorized' }, { status: 401 })],
  ])('P19: leaves everything as it was when %s, and says so', async (_why, answers) => {
    const system = createLifecycleSystem();
    const before = await system.setUp();
    const keys = await system.keys();
    system.quoAnswers = answers;
    const result = await update(system, { resourceIds: ['PN1'], note: 'with it' });
    expect(result).toMatchObject({ success: false, error: { code: 'QUO_NUMBERS_NOT_CHANGED' }, config: before.config });
    const record = await system.find();
    expect(record).toMatchObject({ status: 'ENABLED', config: before.config });
    expect(record.messages).toEqual([expect.objectContaining({ level: 'warning', code: 'QUO_NUMBERS_NOT_CHANGED' })]);
    expect(await system.keys()).toEqual(keys);
    expect(
      system.quo.webhooks
        .subscriptions()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(keys.map(({ id }) => id).sort());
    system.quoAnswers = () => undefined;
    await system.clock.advance(24 * 3_600_000);
    await system.run(system.lifecycle.reconcile('i1'));
    expect(await system.codes()).toEqual(['QUO_NUMBERS_NOT_CHANGED']);
    // An owner who sends the selection in force has given the change up.
    await update(system, { resourceIds: ['PN2', 'PN1'] });
    expect(await system.codes()).toEqual([]);
    expect(await update(system, { resourceIds: ['PN1'] })).toMatchObject({ success: true });
    expect(system.delivering()).toEqual(['PN1']);
  });

  it('P19: takes the new webhooks back when the configuration cannot be stored', async () => {
    const system = createLifecycleSystem();
    const before = await system.setUp();
    const keys = await system.keys();
    const { save } = system.integrations;
    let saves = 0;
    const integrations = {
      ...system.integrations,
      save: async (...args: Parameters<typeof save>) => {
        saves += 1;
        if (saves === 2) throw new Error('the store is away');
        return save(...args);
      },
    };
    const broken = system.boot({ integrations });
    expect(await system.run(broken.update('i1', { resourceIds: ['PN1'] }))).toMatchObject({ success: false, config: before.config });
    expect(await system.keys()).toEqual(keys);
    expect(
      system.quo.webhooks
        .subscriptions()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(keys.map(({ id }) => id).sort());
  });

  it('B79: keeps the keys of webhooks that could not be deleted, and removes both later', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    system.quoAnswers = ({ method }) => (method === 'DELETE' ? new Response(null, { status: 503 }) : undefined);
    expect(await update(system, { resourceIds: ['PN1'] })).toMatchObject({ success: true });
    const atQuo = system.quo.webhooks.subscriptions();
    expect(atQuo).toHaveLength(6);
    expect((await system.keys()).map(({ key }) => key).sort()).toEqual(atQuo.map(({ key }) => key).sort());
    system.quoAnswers = () => undefined;
    await system.clock.advance(3_600_000);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('checked');
    expect(system.delivering()).toEqual(['PN1']);
    expect(await system.keys()).toHaveLength(3);
  });

  it('serves changes that come at the same time one after the other', async () => {
    const system = createLifecycleSystem({ quo: { phoneNumbers: someNumbers(6) } });
    await system.setUp();
    const wanted = [['PN1'], ['PN2', 'PN3'], ['PN4'], ['PN5', 'PN6']];
    const results = await system.run(Promise.all(wanted.map(async (resourceIds) => system.lifecycle.update('i1', { resourceIds }))));
    expect(results.map(({ success }) => success)).toEqual([true, true, true, true]);
    expect(system.delivering()).toEqual((await system.find()).config['enabledPhoneIds']);
    expect(await system.keys()).toHaveLength(3);
  });

  it('says that it is busy while a set-up takes too long', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    system.crm.before = async () => system.clock.sleep(60_000);
    await system.lifecycle.recheck('i1');
    const check = system.lifecycle.reconcile('i1');
    expect(await update(system, { resourceIds: ['PN1'] })).toMatchObject({ success: false, error: { code: 'INTEGRATION_BUSY' } });
    await system.run(check);
    expect(system.delivering()).toEqual(['PN1', 'PN2']);
  });

  it('before the set-up only stores the selection, and a set-up under way takes it up', async () => {
    const system = createLifecycleSystem();
    await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await system.clock.advance(35_000);
    system.crm.before = async (call) => {
      if (call === 'startInitialSync') await system.lifecycle.update('i1', { resourceIds: ['PN2'] });
    };
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('set-up');
    expect(system.delivering()).toEqual(['PN1', 'PN2']);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('checked');
    expect(system.delivering()).toEqual(['PN2']);
  });
});
