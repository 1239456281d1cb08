import { toProcessId } from '@frigg-crm/core';
import { ApiUnauthorizedError } from '@frigg-crm/http';
import { aProcess } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createLifecycleSystem } from './test-support/lifecycle-system.ts';
import { NOTHING, RECORD_ALONE, fill, leftOf, outlast } from './test-support/whole-integration.ts';

const HOUR_MS = 3_600_000;

describe('deleting an integration', () => {
  it('P25: leaves nothing of it, here or outside, and does not touch another one of the same owner', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    await fill(system, 'i1');
    await system.lifecycle.create({ id: 'i2', userId: 'u1', connector: 'acme' });
    await system.clock.advance(35_000);
    await system.run(system.lifecycle.reconcile('i2'));
    await fill(system, 'i2');
    const other = await leftOf(system, 'i2');
    expect(await system.run(system.lifecycle.delete('i1'))).toBe(false);
    expect(await leftOf(system, 'i1')).toEqual(RECORD_ALONE);
    expect(await outlast(system)).toBe('deleted');
    expect(await leftOf(system, 'i1')).toEqual(NOTHING);
    expect(await system.lifecycle.delete('i1')).toBe(true);
    expect(await leftOf(system, 'i2')).toEqual(other);
    expect(other).toMatchObject({ mappings: 1, processes: 2, quo: 3, crm: 1 });
    expect(system.cancelled).toEqual(['i1']);
    expect(system.crm.revoked).toEqual(['i1']);
  });

  it('accepts an unknown id, and a second click', async () => {
    const system = createLifecycleSystem();
    expect(await system.run(system.lifecycle.delete('i1'))).toBe(true);
    await system.setUp();
    const both = await system.run(Promise.all([system.lifecycle.delete('i1'), system.lifecycle.delete('i1')]));
    expect(both).toEqual([false, false]);
    expect(system.cancelled).toEqual(['i1']);
    expect(await leftOf(system, 'i1')).toEqual(RECORD_ALONE);
    expect(await system.lifecycle.reconcile('i1')).toBe('none');
  });

  it('removes more processes than are looked at in one go', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    for (let index = 0; index < 230; index += 1)
      await system.processes.create(aProcess({ id: toProcessId(`p${index}`), integrationId: 'i1', activeKey: null }));
    await system.run(system.lifecycle.delete('i1'));
    expect((await leftOf(system, 'i1')).processes).toBe(0);
  });

  it('waits for a set-up that is under way, so that nothing is made after it', async () => {
    const system = createLifecycleSystem();
    await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await system.clock.advance(35_000);
    system.crm.before = async (call) => {
      if (call === 'setupWebhooks') await system.clock.sleep(5_000);
    };
    const setUp = system.lifecycle.reconcile('i1');
    await system.clock.advance(0);
    await system.run(system.lifecycle.delete('i1'));
    expect(await system.run(setUp)).toBe('busy');
    expect(await leftOf(system, 'i1')).toEqual(RECORD_ALONE);
  });

  it('goes on by itself after a set-up that took too long to wait for', async () => {
    const system = createLifecycleSystem();
    await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await system.clock.advance(35_000);
    system.crm.before = async (call) => {
      if (call === 'setupWebhooks') await system.clock.sleep(60_000);
    };
    const setUp = system.lifecycle.reconcile('i1');
    await system.clock.advance(0);
    expect(await system.run(system.lifecycle.delete('i1'))).toBe(false);
    await system.run(setUp);
    expect((await system.find()).status).toBe('IN_DELETION');
    expect(await system.run(system.lifecycle.reconcileDue({ limit: 5 }))).toBe(1);
    expect(await leftOf(system, 'i1')).toEqual(RECORD_ALONE);
  });

  it('takes back what a worker makes that has outlived its right to work', async () => {
    const system = createLifecycleSystem();
    await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await system.clock.advance(35_000);
    system.crm.before = async (call) => {
      if (call === 'setupWebhooks') await system.clock.sleep(600_000);
    };
    const { list } = system.quoClient.phoneNumbers;
    let isSlow = true;
    const slow = system.boot({
      loadIntegration: async (record) => ({
        ...system.account(record),
        quo: {
          ...system.quoClient,
          phoneNumbers: {
            ...system.quoClient.phoneNumbers,
            list: async (options) => {
              const numbers = await list(options);
              if (isSlow) await system.clock.sleep(400_000);
              isSlow = false;
              return numbers;
            },
          },
        },
      }),
    });
    const zombie = slow.reconcile('i1');
    await system.clock.advance(301_000);
    system.crm.before = () => {};
    await system.run(system.lifecycle.delete('i1'));
    await system.run(zombie);
    expect(await leftOf(system, 'i1')).toEqual(RECORD_ALONE);
  });
});

describe('a deletion that cannot clean up outside', () => {
  it('B78: keeps what is needed and tries again', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    system.quoAnswers = ({ method }) => (method === 'DELETE' ? new Response(null, { status: 503 }) : undefined);
    expect(await system.run(system.lifecycle.delete('i1'))).toBe(false);
    expect(await system.find()).toMatchObject({ status: 'IN_DELETION', failedAttempts: 1 });
    expect(await system.keys()).toHaveLength(3);
    system.quoAnswers = () => undefined;
    await system.clock.advance(29_000);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('none');
    await system.clock.advance(1_000);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('deleting');
    expect(await leftOf(system, 'i1')).toEqual(RECORD_ALONE);
  });

  it('gives up after eight attempts, and deletes what is here', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    await fill(system, 'i1');
    system.crm.before = (call) => {
      if (call === 'removeWebhooks') throw new Error('the CRM is away');
    };
    expect(await system.run(system.lifecycle.delete('i1'))).toBe(false);
    // Clicks neither use up the attempts nor begin the count again.
    for (let click = 1; click < 20; click += 1) expect(await system.run(system.lifecycle.delete('i1'))).toBe(false);
    expect(await system.find()).toMatchObject({ failedAttempts: 1 });
    for (let attempt = 2; attempt < 8; attempt += 1) {
      await system.clock.advance(HOUR_MS);
      expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('deleting');
    }
    expect(system.crm.revoked).toEqual([]);
    await system.clock.advance(HOUR_MS);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('deleting');
    expect(await leftOf(system, 'i1')).toEqual({ ...RECORD_ALONE, crm: 1 });
    expect(system.crm.revoked).toEqual(['i1']);
  });

  it('counts accounts that are closed to us as clean', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    system.quoAnswers = () => Response.json({ message: 'Unauthorized' }, { status: 401 });
    system.crm.before = () => {
      throw new ApiUnauthorizedError({ api: 'Acme', operation: 'DELETE /hooks', status: 401 });
    };
    await system.run(system.lifecycle.delete('i1'));
    expect((await leftOf(system, 'i1')).documents).toEqual(['integrations']);
  });

  it('tries again where the integration cannot be loaded, but not for one that has made nothing', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    await system.lifecycle.create({ id: 'i2', userId: 'u1', connector: 'acme' });
    system.has = { quo: true, connector: false };
    for (const id of ['i1', 'i2']) await system.run(system.lifecycle.delete(id));
    expect([await system.find('i1'), await system.find('i2')]).toMatchObject([{ failedAttempts: 1 }, { failedAttempts: 0 }]);
    expect(await outlast(system, 'i2')).toBe('deleted');
    system.has = { quo: true, connector: true };
    await system.clock.advance(HOUR_MS);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('deleting');
    expect(system.quo.webhooks.subscriptions()).toEqual([]);
  });

  it('removes webhooks that deliver to us though they are not stored any more', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    await system.documents.removeIntegration({ integrationId: 'i1', except: ['integrations'] });
    await system.run(system.lifecycle.delete('i1'));
    expect(system.quo.webhooks.subscriptions()).toEqual([]);
  });

  it('does not wait for syncs that cannot be cancelled for ever', async () => {
    const system = createLifecycleSystem({
      with: { cancelSyncs: () => Promise.reject(new Error('away')), settings: { maxCleanUpAttempts: 2 } },
    });
    await system.setUp();
    expect(await system.run(system.lifecycle.delete('i1'))).toBe(false);
    await system.clock.advance(HOUR_MS);
    expect(await system.run(system.lifecycle.reconcileDue({ limit: 1 }))).toBe(1);
    expect((await leftOf(system, 'i1')).documents).toEqual(['integrations']);
  });
});
