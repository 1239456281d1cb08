import { toIso } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createLifecycleBench } from './test-support/lifecycle-bench.ts';

const DEAD = { code: 'CRM_ACCOUNT_REFUSED', text: 'The CRM refuses the account: connect it again' };

describe('the health of an integration', () => {
  it('is ERROR while an account does not work, and ENABLED when all work again', async () => {
    const bench = createLifecycleBench();
    await bench.setUp();
    await bench.lifecycle.markError('i1', DEAD);
    await bench.lifecycle.markError('i1', { ...DEAD, code: 'OTHER' });
    expect(await bench.find()).toMatchObject({ status: 'ERROR' });
    await bench.lifecycle.clearError('i1', 'OTHER');
    expect(await bench.find()).toMatchObject({ status: 'ERROR', messages: [{ ...DEAD, level: 'error' }] });
    await bench.lifecycle.clearError('i1', DEAD.code);
    expect(await bench.find()).toMatchObject({ status: 'ENABLED', messages: [], dueAt: toIso(bench.clock.now()) });
  });

  it('stores a storm of failures once', async () => {
    const bench = createLifecycleBench();
    await bench.setUp();
    await bench.lifecycle.markError('i1', DEAD);
    const { version } = await bench.find();
    await Promise.all(Array.from({ length: 20 }, async () => bench.lifecycle.markError('i1', DEAD)));
    await bench.lifecycle.clearError('i1', 'UNKNOWN');
    expect((await bench.find()).version).toBe(version);
  });

  it('survives a check that finds all in order', async () => {
    const bench = createLifecycleBench();
    await bench.setUp();
    await bench.lifecycle.markError('i1', DEAD);
    await bench.clock.advance(86_400_000);
    expect(await bench.run(bench.lifecycle.seeTo('i1'))).toBe('checked');
    expect((await bench.find()).status).toBe('ERROR');
  });

  it('does not switch on who is switched off, nor disturbs a deletion or one that is gone', async () => {
    const bench = createLifecycleBench();
    await bench.setUp();
    await bench.lifecycle.disable('i1');
    await bench.lifecycle.markError('i1', DEAD);
    await bench.lifecycle.clearError('i1', DEAD.code);
    expect((await bench.find()).status).toBe('DISABLED');
    bench.crm.before = () => {
      throw new Error('away');
    };
    await bench.run(bench.lifecycle.delete('i1'));
    const before = await bench.find();
    await bench.lifecycle.markError('i1', DEAD);
    await bench.lifecycle.clearError('i1', DEAD.code);
    expect(await bench.find()).toEqual(before);
    await bench.lifecycle.markError('nobody', DEAD);
    await bench.lifecycle.clearError('nobody', DEAD.code);
  });
});

describe('switching an integration off', () => {
  it('stops its checks, until a person switches it on again', async () => {
    const bench = createLifecycleBench();
    await bench.setUp();
    await bench.lifecycle.markError('i1', DEAD);
    await bench.lifecycle.disable('i1');
    expect(await bench.find()).toMatchObject({ status: 'DISABLED', dueAt: null });
    expect(await bench.run(bench.lifecycle.update('i1', { resourceIds: ['PN2'] }))).toMatchObject({ success: true });
    await bench.lifecycle.recheck('i1');
    expect(await bench.run(bench.lifecycle.seeTo('i1'))).toBe('none');
    expect(await bench.find()).toMatchObject({ status: 'DISABLED', dueAt: null });
    expect(bench.delivering()).toEqual(['PN1', 'PN2']);
    expect(await bench.lifecycle.enable('i1')).toMatchObject({ status: 'ENABLED', messages: [], dueAt: toIso(bench.clock.now()) });
    expect(await bench.run(bench.lifecycle.seeTo('i1'))).toBe('checked');
    expect(bench.delivering()).toEqual(['PN2']);
  });

  it('while it is set up lets the set-up end, and stays', async () => {
    const bench = createLifecycleBench();
    await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await bench.clock.advance(35_000);
    bench.crm.before = async (call) => {
      if (call === 'setupWebhooks') await bench.lifecycle.disable('i1');
    };
    await bench.run(bench.lifecycle.seeTo('i1'));
    expect(await bench.find()).toMatchObject({ status: 'DISABLED', dueAt: null });
  });

  it('asks for what is missing when it is switched on without its configuration', async () => {
    const bench = createLifecycleBench();
    await bench.setUp();
    await bench.lifecycle.disable('i1');
    bench.crm.requires = ['region'];
    expect(await bench.lifecycle.enable('i1')).toMatchObject({ status: 'NEEDS_CONFIG', dueAt: null });
    expect(await bench.lifecycle.enable('i1')).toMatchObject({ status: 'NEEDS_CONFIG' });
  });

  it('refuses one that is being deleted or gone', async () => {
    const bench = createLifecycleBench();
    await expect(bench.lifecycle.disable('i1')).rejects.toMatchObject({ code: 'INTEGRATION_NOT_FOUND' });
    await bench.setUp();
    bench.crm.before = () => {
      throw new Error('away');
    };
    await bench.run(bench.lifecycle.delete('i1'));
    await expect(bench.lifecycle.disable('i1')).rejects.toMatchObject({ code: 'INTEGRATION_IN_DELETION' });
    await expect(bench.lifecycle.enable('i1')).rejects.toMatchObject({ code: 'INTEGRATION_IN_DELETION' });
  });
});

describe('the caretaker', () => {
  it('goes on with the others when one cannot be seen to', async () => {
    const bench = createLifecycleBench();
    for (const id of ['i1', 'i2', 'i3']) await bench.lifecycle.create({ id, userId: 'u1', connector: 'acme' });
    await bench.clock.advance(60_000);
    const integrations = {
      ...bench.integrations,
      findById: async (id: string) => (id === 'i2' ? Promise.reject(new Error('the store is away')) : bench.integrations.findById(id)),
    };
    expect(await bench.run(bench.boot({ integrations }).seeToDue({ limit: 10 }))).toBe(2);
    expect(await bench.run(bench.lifecycle.seeToDue({ limit: 10 }))).toBe(1);
    expect(await bench.run(bench.lifecycle.seeToDue({ limit: 10 }))).toBe(0);
  });

  it('hands an integration to the next program when it is stopped half-way, without counting that as a failure', async () => {
    const bench = createLifecycleBench();
    await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await bench.clock.advance(60_000);
    const stop = new AbortController();
    bench.crm.before = (call) => {
      if (call === 'setupWebhooks') stop.abort();
    };
    await bench.run(bench.lifecycle.seeToDue({ limit: 10, signal: stop.signal }));
    expect(await bench.find()).toMatchObject({ setUpAt: null, failedAttempts: 0, messages: [], dueAt: toIso(bench.clock.now()) });
    bench.crm.before = () => {};
    expect(await bench.run(bench.lifecycle.seeTo('i1'))).toBe('set-up');
    expect(bench.delivering()).toEqual(['PN1', 'PN2']);
  });
});

describe('what an owner can set', () => {
  it('is told as a JSON Schema with the numbers of the workspace by name, and with what is set', async () => {
    const bench = createLifecycleBench();
    bench.crm.configSchema = z.object({ region: z.enum(['eu', 'us']).default('eu') });
    await bench.setUp({ resourceIds: ['PN2'], region: 'us', hidden: 1 });
    const { schema, values } = await bench.lifecycle.configOptions('i1');
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
    const bench = createLifecycleBench();
    await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    const { schema, values } = await bench.lifecycle.configOptions('i1');
    expect(values).toEqual({ resourceIds: [] });
    expect(schema).toMatchObject({ properties: { resourceIds: { type: 'array', maxItems: 0 } } });
    await expect(bench.lifecycle.configOptions('i2')).rejects.toMatchObject({ code: 'INTEGRATION_NOT_FOUND' });
  });
});
