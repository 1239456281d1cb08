import { toIso } from '@frigg-crm/core/adapter';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createLifecycleSystem } from './test-support/lifecycle-system.ts';

const DEAD = { code: 'CRM_ACCOUNT_REFUSED', text: 'The CRM refuses the account: connect it again' };

describe('the health of an integration', () => {
  it('is ERROR while an account does not work, and ENABLED when all work again', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    await system.lifecycle.markError('i1', DEAD);
    await system.lifecycle.markError('i1', { ...DEAD, code: 'OTHER' });
    expect(await system.find()).toMatchObject({ status: 'ERROR' });
    await system.lifecycle.clearError('i1', 'OTHER');
    expect(await system.find()).toMatchObject({ status: 'ERROR', messages: [{ ...DEAD, level: 'error' }] });
    await system.lifecycle.clearError('i1', DEAD.code);
    expect(await system.find()).toMatchObject({ status: 'ENABLED', messages: [], dueAt: toIso(system.clock.now()) });
  });

  it('stores a storm of failures once', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    await system.lifecycle.markError('i1', DEAD);
    const { version } = await system.find();
    await Promise.all(Array.from({ length: 20 }, async () => system.lifecycle.markError('i1', DEAD)));
    await system.lifecycle.clearError('i1', 'UNKNOWN');
    expect((await system.find()).version).toBe(version);
  });

  it('survives a check that finds all in order', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    await system.lifecycle.markError('i1', DEAD);
    await system.clock.advance(86_400_000);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('checked');
    expect((await system.find()).status).toBe('ERROR');
  });

  it('is checked again when a webhook of the CRM has to be renewed, not only each day', async () => {
    const system = createLifecycleSystem();
    system.crm.renewBy = toIso(system.clock.now() + 1_800_000);
    await system.setUp();
    expect((await system.find()).dueAt).toBe(system.crm.renewBy);
  });

  it('does not switch on who is switched off, nor disturbs a deletion or one that is gone', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    await system.lifecycle.disable('i1');
    await system.lifecycle.markError('i1', DEAD);
    await system.lifecycle.clearError('i1', DEAD.code);
    expect((await system.find()).status).toBe('DISABLED');
    system.crm.before = () => {
      throw new Error('away');
    };
    await system.run(system.lifecycle.delete('i1'));
    const before = await system.find();
    await system.lifecycle.markError('i1', DEAD);
    await system.lifecycle.clearError('i1', DEAD.code);
    expect(await system.find()).toEqual(before);
    await system.lifecycle.markError('unknown', DEAD);
    await system.lifecycle.clearError('unknown', DEAD.code);
  });
});

describe('switching an integration off', () => {
  it('stops its checks, until a person switches it on again', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    await system.lifecycle.markError('i1', DEAD);
    await system.lifecycle.disable('i1');
    expect(await system.find()).toMatchObject({ status: 'DISABLED', dueAt: null });
    expect(await system.run(system.lifecycle.update('i1', { resourceIds: ['PN2'] }))).toMatchObject({ success: true });
    await system.lifecycle.recheck('i1');
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('none');
    expect(await system.find()).toMatchObject({ status: 'DISABLED', dueAt: null });
    expect(system.delivering()).toEqual(['PN1', 'PN2']);
    expect(await system.lifecycle.enable('i1')).toMatchObject({ status: 'ENABLED', messages: [], dueAt: toIso(system.clock.now()) });
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('checked');
    expect(system.delivering()).toEqual(['PN2']);
  });

  it('while it is set up lets the set-up end, and stays', async () => {
    const system = createLifecycleSystem();
    await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await system.clock.advance(35_000);
    system.crm.before = async (call) => {
      if (call === 'setupWebhooks') await system.lifecycle.disable('i1');
    };
    await system.run(system.lifecycle.reconcile('i1'));
    expect(await system.find()).toMatchObject({ status: 'DISABLED', dueAt: null });
  });

  it('asks for what is missing when it is switched on without its configuration', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    await system.lifecycle.disable('i1');
    system.crm.requires = ['region'];
    expect(await system.lifecycle.enable('i1')).toMatchObject({ status: 'NEEDS_CONFIG', dueAt: null });
    expect(await system.lifecycle.enable('i1')).toMatchObject({ status: 'NEEDS_CONFIG' });
  });

  it('refuses one that is being deleted or gone', async () => {
    const system = createLifecycleSystem();
    await expect(system.lifecycle.disable('i1')).rejects.toMatchObject({ code: 'INTEGRATION_NOT_FOUND' });
    await system.setUp();
    system.crm.before = () => {
      throw new Error('away');
    };
    await system.run(system.lifecycle.delete('i1'));
    await expect(system.lifecycle.disable('i1')).rejects.toMatchObject({ code: 'INTEGRATION_IN_DELETION' });
    await expect(system.lifecycle.enable('i1')).rejects.toMatchObject({ code: 'INTEGRATION_IN_DELETION' });
  });
});

describe('the maintenance loop', () => {
  it('goes on with the others when one cannot be reconciled', async () => {
    const system = createLifecycleSystem();
    for (const id of ['i1', 'i2', 'i3']) await system.lifecycle.create({ id, userId: 'u1', connector: 'acme' });
    await system.clock.advance(60_000);
    const integrations = {
      ...system.integrations,
      findById: async (id: string) => (id === 'i2' ? Promise.reject(new Error('the store is away')) : system.integrations.findById(id)),
    };
    expect(await system.run(system.boot({ integrations }).reconcileDue({ limit: 10 }))).toBe(2);
    expect(await system.run(system.lifecycle.reconcileDue({ limit: 10 }))).toBe(1);
    expect(await system.run(system.lifecycle.reconcileDue({ limit: 10 }))).toBe(0);
  });

  it('hands an integration to the next program when it is stopped half-way, without counting that as a failure', async () => {
    const system = createLifecycleSystem();
    await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await system.clock.advance(60_000);
    const stop = new AbortController();
    system.crm.before = (call) => {
      if (call === 'setupWebhooks') stop.abort();
    };
    await system.run(system.lifecycle.reconcileDue({ limit: 10, signal: stop.signal }));
    expect(await system.find()).toMatchObject({ setUpAt: null, failedAttempts: 0, messages: [], dueAt: toIso(system.clock.now()) });
    system.crm.before = () => {};
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('set-up');
    expect(system.delivering()).toEqual(['PN1', 'PN2']);
  });
});

describe('what an owner can set', () => {
  it('is returned as a JSON Schema with the numbers of the workspace by name, and with what is set', async () => {
    const system = createLifecycleSystem();
    system.crm.configSchema = z.object({ region: z.enum(['eu', 'us']).default('eu') });
    await system.setUp({ resourceIds: ['PN2'], region: 'us', hidden: 1 });
    const { schema, values } = await system.lifecycle.configOptions('i1');
    expect(values).toEqual({ resourceIds: ['PN2'], region: 'us' });
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        resourceIds: {
          type: 'array',
          uniqueItems: true,
          items: {
            anyOf: [
              { const: 'PN1', title: '📞 Sales Line (+15551234567)' },
              { const: 'PN2', title: 'Support (+15557654321)' },
            ],
          },
        },
        region: { enum: ['eu', 'us'], default: 'eu' },
      },
    });
  });

  it('is an empty choice of numbers before the set-up', async () => {
    const system = createLifecycleSystem();
    await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    const { schema, values } = await system.lifecycle.configOptions('i1');
    expect(values).toEqual({ resourceIds: [] });
    expect(schema).toMatchObject({ properties: { resourceIds: { type: 'array', maxItems: 0 } } });
    await expect(system.lifecycle.configOptions('i2')).rejects.toMatchObject({ code: 'INTEGRATION_NOT_FOUND' });
  });
});

it('F21: takes back by its check what a worker of an earlier program has noted, and checks soon', async () => {
  const system = createLifecycleSystem();
  await system.setUp();
  await system.lifecycle.markError('i1', { code: 'ACCOUNT_REFUSED', text: 'connect it again' });
  expect(await system.find()).toMatchObject({ status: 'ERROR' });
  await system.clock.advance(3_600_000);
  expect(await system.run(system.boot().reconcile('i1'))).toBe('checked');
  expect(await system.find()).toMatchObject({ status: 'ENABLED', messages: [] });
});
