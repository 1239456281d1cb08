import { toIso, type JsonObject } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createLifecycleBench, someNumbers, type LifecycleBench } from './test-support/lifecycle-bench.ts';

const update = async (bench: LifecycleBench, patch: JsonObject | null): ReturnType<LifecycleBench['lifecycle']['update']> =>
  bench.run(bench.lifecycle.update('i1', patch));

const refuseCreates: LifecycleBench['quoAnswers'] = ({ method }) =>
  method === 'POST' ? Response.json({ message: 'no' }, { status: 500 }) : undefined;

describe('changing a configuration', () => {
  it('B80: merges objects, replaces lists, and removes what is null', async () => {
    const bench = createLifecycleBench();
    await bench.setUp({ sync: { notes: true, tasks: true }, tags: ['a'], old: 1 });
    const result = await update(bench, { sync: { tasks: false }, tags: ['b'], old: null });
    expect(result).toMatchObject({ success: true, config: { sync: { notes: true, tasks: false }, tags: ['b'] } });
    expect(result.config['old']).toBeUndefined();
    expect((await bench.find()).config).toEqual(result.config);
  });

  it('B80: refuses a patch that could reach a prototype, without a trace', async () => {
    const bench = createLifecycleBench();
    await bench.setUp();
    const before = await bench.find();
    const patch = JSON.parse('{"deep":{"__proto__":{"isAdmin":true}}}') as JsonObject;
    await expect(update(bench, patch)).rejects.toMatchObject({ code: 'INVALID_INTEGRATION_DATA' });
    expect(await bench.find()).toEqual(before);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('B81: keeps all of twenty changes that come at the same time', async () => {
    const bench = createLifecycleBench();
    await bench.setUp();
    const keys = Array.from({ length: 20 }, (_, index) => `key${index}`);
    await bench.run(Promise.all(keys.map(async (key) => bench.lifecycle.update('i1', { [key]: key }))));
    expect((await bench.find()).config).toMatchObject(Object.fromEntries(keys.map((key) => [key, key])));
  });

  it.each([null, undefined, {}])('changes nothing for %s', async (patch) => {
    const bench = createLifecycleBench();
    const before = await bench.setUp();
    expect(await bench.lifecycle.update('i1', patch)).toEqual({ success: true, config: before.config });
    expect(await bench.find()).toEqual(before);
  });

  it('leaves alone what set-up has found out, also when a form sends all of it back', async () => {
    const bench = createLifecycleBench();
    const before = await bench.setUp();
    const { success, config } = await update(bench, { ...before.config, phoneNumbersMetadata: [], mine: 1 });
    expect({ success, config }).toEqual({ success: true, config: { ...before.config, mine: 1 } });
  });

  it('checks the keys that the connector knows, and names them', async () => {
    const bench = createLifecycleBench();
    bench.crm.configSchema = z.object({ region: z.enum(['eu', 'us']), depth: z.int().max(3) });
    await bench.setUp();
    await expect(update(bench, { region: 'mars', other: 1 })).rejects.toThrow(/correct region \(one of eu, us\)$/);
    expect(await update(bench, { region: 'eu', other: 1 })).toMatchObject({ success: true, config: { region: 'eu', other: 1 } });
  });

  it('refuses a deleted integration, and one that is being deleted', async () => {
    const bench = createLifecycleBench();
    await expect(update(bench, { a: 1 })).rejects.toMatchObject({ code: 'INTEGRATION_NOT_FOUND' });
    await bench.setUp();
    bench.crm.before = (call) => {
      if (call === 'removeWebhooks') throw new Error('away');
    };
    expect(await bench.run(bench.lifecycle.delete('i1'))).toBe(false);
    for (const patch of [{ a: 1 }, { resourceIds: [] }, null])
      await expect(update(bench, patch)).rejects.toMatchObject({ code: 'INTEGRATION_IN_DELETION' });
    expect((await bench.find()).status).toBe('IN_DELETION');
  });
});

describe('an integration that needs its configuration', () => {
  it('begins when it has it', async () => {
    const bench = createLifecycleBench();
    bench.crm.requires = ['region', 'list'];
    await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await update(bench, { region: 'eu' });
    expect((await bench.find()).status).toBe('NEEDS_CONFIG');
    expect(bench.queued).toEqual([]);
    await update(bench, { list: 'a', resourceIds: ['PN2'] });
    expect(await bench.find()).toMatchObject({ status: 'ENABLED', dueAt: toIso(bench.clock.now() + 35_000) });
    expect(bench.queued).toHaveLength(1);
    await bench.clock.advance(35_000);
    expect(await bench.run(bench.lifecycle.seeTo('i1'))).toBe('set-up');
    expect(bench.delivering()).toEqual(['PN2']);
  });

  it('begins by the caretaker when the update died before it was looked at', async () => {
    const bench = createLifecycleBench();
    bench.crm.requires = ['region'];
    await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    bench.has = { quo: true, connector: false };
    await update(bench, { region: 'eu' });
    expect((await bench.find()).status).toBe('NEEDS_CONFIG');
    bench.has = { quo: true, connector: true };
    await bench.clock.advance(50_000);
    await bench.run(bench.lifecycle.seeToDue({ limit: 5 }));
    await bench.clock.advance(50_000);
    await bench.run(bench.lifecycle.seeToDue({ limit: 5 }));
    expect(await bench.find()).toMatchObject({ status: 'ENABLED' });
    expect(bench.delivering()).toEqual(['PN1', 'PN2']);
  });

  it('is left in peace while something is missing', async () => {
    const bench = createLifecycleBench();
    bench.crm.requires = ['region'];
    await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await update(bench, { other: 'eu' });
    await bench.clock.advance(50_000);
    await bench.run(bench.lifecycle.seeToDue({ limit: 5 }));
    expect(await bench.find()).toMatchObject({ status: 'NEEDS_CONFIG', dueAt: null });
  });
});

describe('changing the selected numbers', () => {
  it('P17: makes the webhooks for the new numbers, forgets the old ones, and keeps all numbers of the workspace', async () => {
    const bench = createLifecycleBench({ quo: { phoneNumbers: someNumbers(14) } });
    const before = await bench.setUp();
    const old = bench.quo.webhooks.subscriptions().map(({ id }) => id);
    const result = await update(bench, { resourceIds: ['PN1', 'PN14', 'PN1'] });
    expect(result).toMatchObject({ success: true, config: { enabledPhoneIds: ['PN1', 'PN14'] } });
    expect(result.config['phoneNumbersMetadata']).toHaveLength(14);
    expect(bench.delivering()).toEqual(['PN1', 'PN14']);
    const now = bench.quo.webhooks.subscriptions();
    expect(now.filter(({ id }) => old.includes(id))).toEqual([]);
    expect((await bench.keys()).map(({ id, key }) => `${id} ${key}`).sort()).toEqual(now.map(({ id, key }) => `${id} ${key}`).sort());
    expect((await bench.find()).dueAt).toBe(before.dueAt);
  });

  it('P18: deletes all webhooks when no number is left, and makes them again', async () => {
    const bench = createLifecycleBench();
    await bench.setUp();
    expect(await update(bench, { resourceIds: [] })).toMatchObject({ success: true, config: { enabledPhoneIds: [] } });
    expect(bench.quo.webhooks.subscriptions()).toEqual([]);
    expect(await bench.keys()).toEqual([]);
    await bench.clock.advance(24 * 3_600_000);
    await bench.run(bench.lifecycle.seeTo('i1'));
    expect(bench.delivering()).toEqual([]);
    await update(bench, { enabledPhoneIds: ['PN2'] });
    expect(bench.delivering()).toEqual(['PN2']);
  });

  it('P18: makes webhooks where the same numbers were selected but none were made', async () => {
    const bench = createLifecycleBench();
    bench.has = { quo: false, connector: true };
    await bench.setUp({ resourceIds: ['PN1'] });
    bench.has = { quo: true, connector: true };
    expect(await update(bench, { resourceIds: ['PN1'] })).toMatchObject({ success: true });
    expect(bench.delivering()).toEqual(['PN1']);
  });

  it('asks Quo nothing when the same numbers come in another order', async () => {
    const bench = createLifecycleBench();
    const before = await bench.setUp();
    const { requests } = bench.quo.stats;
    expect(await update(bench, { resourceIds: ['PN2', 'PN1'], note: 'a' })).toEqual({
      success: true,
      config: { ...before.config, note: 'a' },
    });
    expect(bench.quo.stats.requests).toEqual(requests);
  });

  it('refuses numbers that the workspace does not have', async () => {
    const bench = createLifecycleBench();
    const before = await bench.setUp();
    await expect(update(bench, { resourceIds: ['PN1', 'PN77'] })).rejects.toThrow(/does not have 1 of the selected numbers/);
    const { config, messages, dueAt } = await bench.find();
    expect({ config, messages, dueAt }).toEqual({ config: before.config, messages: [], dueAt: before.dueAt });
    expect(bench.delivering()).toEqual(['PN1', 'PN2']);
  });

  it.each([
    ['the webhooks cannot be made', refuseCreates],
    ['the key is refused', (): Response => Response.json({ message: 'Unauthorized' }, { status: 401 })],
  ])('P19: leaves everything as it was when %s, and says so', async (_why, answers) => {
    const bench = createLifecycleBench();
    const before = await bench.setUp();
    const keys = await bench.keys();
    bench.quoAnswers = answers;
    const result = await update(bench, { resourceIds: ['PN1'], note: 'with it' });
    expect(result).toMatchObject({ success: false, error: { code: 'QUO_NUMBERS_NOT_CHANGED' }, config: before.config });
    const record = await bench.find();
    expect(record).toMatchObject({ status: 'ENABLED', config: before.config });
    expect(record.messages).toEqual([expect.objectContaining({ level: 'warning', code: 'QUO_NUMBERS_NOT_CHANGED' })]);
    expect(await bench.keys()).toEqual(keys);
    expect(
      bench.quo.webhooks
        .subscriptions()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(keys.map(({ id }) => id).sort());
    bench.quoAnswers = () => undefined;
    await bench.clock.advance(24 * 3_600_000);
    await bench.run(bench.lifecycle.seeTo('i1'));
    expect(await bench.codes()).toEqual(['QUO_NUMBERS_NOT_CHANGED']);
    // Whoever sends what is in force has given the change up.
    await update(bench, { resourceIds: ['PN2', 'PN1'] });
    expect(await bench.codes()).toEqual([]);
    expect(await update(bench, { resourceIds: ['PN1'] })).toMatchObject({ success: true });
    expect(bench.delivering()).toEqual(['PN1']);
  });

  it('P19: takes the new webhooks back when the configuration cannot be stored', async () => {
    const bench = createLifecycleBench();
    const before = await bench.setUp();
    const keys = await bench.keys();
    const { save } = bench.integrations;
    let saves = 0;
    const integrations = {
      ...bench.integrations,
      save: async (...args: Parameters<typeof save>) => {
        saves += 1;
        if (saves === 2) throw new Error('the store is away');
        return save(...args);
      },
    };
    const broken = bench.boot({ integrations });
    expect(await bench.run(broken.update('i1', { resourceIds: ['PN1'] }))).toMatchObject({ success: false, config: before.config });
    expect(await bench.keys()).toEqual(keys);
    expect(
      bench.quo.webhooks
        .subscriptions()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(keys.map(({ id }) => id).sort());
  });

  it('B79: keeps the keys of webhooks that could not be deleted, and removes both later', async () => {
    const bench = createLifecycleBench();
    await bench.setUp();
    bench.quoAnswers = ({ method }) => (method === 'DELETE' ? new Response(null, { status: 503 }) : undefined);
    expect(await update(bench, { resourceIds: ['PN1'] })).toMatchObject({ success: true });
    const atQuo = bench.quo.webhooks.subscriptions();
    expect(atQuo).toHaveLength(6);
    expect((await bench.keys()).map(({ key }) => key).sort()).toEqual(atQuo.map(({ key }) => key).sort());
    bench.quoAnswers = () => undefined;
    await bench.clock.advance(3_600_000);
    expect(await bench.run(bench.lifecycle.seeTo('i1'))).toBe('checked');
    expect(bench.delivering()).toEqual(['PN1']);
    expect(await bench.keys()).toHaveLength(3);
  });

  it('serves changes that come at the same time one after the other', async () => {
    const bench = createLifecycleBench({ quo: { phoneNumbers: someNumbers(6) } });
    await bench.setUp();
    const wanted = [['PN1'], ['PN2', 'PN3'], ['PN4'], ['PN5', 'PN6']];
    const results = await bench.run(Promise.all(wanted.map(async (resourceIds) => bench.lifecycle.update('i1', { resourceIds }))));
    expect(results.map(({ success }) => success)).toEqual([true, true, true, true]);
    expect(bench.delivering()).toEqual((await bench.find()).config['enabledPhoneIds']);
    expect(await bench.keys()).toHaveLength(3);
  });

  it('says that it is busy while a set-up takes too long', async () => {
    const bench = createLifecycleBench();
    await bench.setUp();
    bench.crm.before = async () => bench.clock.sleep(60_000);
    await bench.lifecycle.recheck('i1');
    const check = bench.lifecycle.seeTo('i1');
    expect(await update(bench, { resourceIds: ['PN1'] })).toMatchObject({ success: false, error: { code: 'INTEGRATION_BUSY' } });
    await bench.run(check);
    expect(bench.delivering()).toEqual(['PN1', 'PN2']);
  });

  it('before the set-up only stores the selection, and a set-up under way takes it up', async () => {
    const bench = createLifecycleBench();
    await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await bench.clock.advance(35_000);
    bench.crm.before = async (call) => {
      if (call === 'startInitialSync') await bench.lifecycle.update('i1', { resourceIds: ['PN2'] });
    };
    expect(await bench.run(bench.lifecycle.seeTo('i1'))).toBe('set-up');
    expect(bench.delivering()).toEqual(['PN1', 'PN2']);
    expect(await bench.run(bench.lifecycle.seeTo('i1'))).toBe('checked');
    expect(bench.delivering()).toEqual(['PN2']);
  });
});
