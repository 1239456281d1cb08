import { toProcessId } from '@frigg-crm/core';
import { ApiUnauthorizedError } from '@frigg-crm/http';
import { aProcess } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createLifecycleSystem } from './test-support/lifecycle-system.ts';
import { NOTHING, RECORD_ALONE, fill, leftOf, outlast } from './test-support/whole-integration.ts';

const HOUR_MS = 3_600_000;

describe('deleting an integration', () => {
  it('P25: leaves nothing of it, here or outside, and does not touch another one of the same owner', async () => {
    const bench = createLifecycleSystem();
    await bench.setUp();
    await fill(bench, 'i1');
    await bench.lifecycle.create({ id: 'i2', userId: 'u1', connector: 'acme' });
    await bench.clock.advance(35_000);
    await bench.run(bench.lifecycle.reconcile('i2'));
    await fill(bench, 'i2');
    const other = await leftOf(bench, 'i2');
    expect(await bench.run(bench.lifecycle.delete('i1'))).toBe(false);
    expect(await leftOf(bench, 'i1')).toEqual(RECORD_ALONE);
    expect(await outlast(bench)).toBe('deleted');
    expect(await leftOf(bench, 'i1')).toEqual(NOTHING);
    expect(await bench.lifecycle.delete('i1')).toBe(true);
    expect(await leftOf(bench, 'i2')).toEqual(other);
    expect(other).toMatchObject({ mappings: 1, processes: 2, quo: 3, crm: 1 });
    expect(bench.cancelled).toEqual(['i1']);
    expect(bench.crm.revoked).toEqual(['i1']);
  });

  it('is quiet about one that nobody knows, and about the second click', async () => {
    const bench = createLifecycleSystem();
    expect(await bench.run(bench.lifecycle.delete('i1'))).toBe(true);
    await bench.setUp();
    const both = await bench.run(Promise.all([bench.lifecycle.delete('i1'), bench.lifecycle.delete('i1')]));
    expect(both).toEqual([false, false]);
    expect(bench.cancelled).toEqual(['i1']);
    expect(await leftOf(bench, 'i1')).toEqual(RECORD_ALONE);
    expect(await bench.lifecycle.reconcile('i1')).toBe('none');
  });

  it('removes more processes than are looked at in one go', async () => {
    const bench = createLifecycleSystem();
    await bench.setUp();
    for (let index = 0; index < 230; index += 1)
      await bench.processes.create(aProcess({ id: toProcessId(`p${index}`), integrationId: 'i1', activeKey: null }));
    await bench.run(bench.lifecycle.delete('i1'));
    expect((await leftOf(bench, 'i1')).processes).toBe(0);
  });

  it('waits for a set-up that is under way, so that nothing is made after it', async () => {
    const bench = createLifecycleSystem();
    await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await bench.clock.advance(35_000);
    bench.crm.before = async (call) => {
      if (call === 'setupWebhooks') await bench.clock.sleep(5_000);
    };
    const setUp = bench.lifecycle.reconcile('i1');
    await bench.clock.advance(0);
    await bench.run(bench.lifecycle.delete('i1'));
    expect(await bench.run(setUp)).toBe('busy');
    expect(await leftOf(bench, 'i1')).toEqual(RECORD_ALONE);
  });

  it('goes on by itself after a set-up that took too long to wait for', async () => {
    const bench = createLifecycleSystem();
    await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await bench.clock.advance(35_000);
    bench.crm.before = async (call) => {
      if (call === 'setupWebhooks') await bench.clock.sleep(60_000);
    };
    const setUp = bench.lifecycle.reconcile('i1');
    await bench.clock.advance(0);
    expect(await bench.run(bench.lifecycle.delete('i1'))).toBe(false);
    await bench.run(setUp);
    expect((await bench.find()).status).toBe('IN_DELETION');
    expect(await bench.run(bench.lifecycle.reconcileDue({ limit: 5 }))).toBe(1);
    expect(await leftOf(bench, 'i1')).toEqual(RECORD_ALONE);
  });

  it('takes back what a worker makes that has outlived its right to work', async () => {
    const bench = createLifecycleSystem();
    await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await bench.clock.advance(35_000);
    bench.crm.before = async (call) => {
      if (call === 'setupWebhooks') await bench.clock.sleep(600_000);
    };
    const { list } = bench.quoClient.phoneNumbers;
    let isSlow = true;
    const slow = bench.boot({
      resolveIntegration: async (record) => ({
        ...bench.account(record),
        quo: {
          ...bench.quoClient,
          phoneNumbers: {
            ...bench.quoClient.phoneNumbers,
            list: async (options) => {
              const numbers = await list(options);
              if (isSlow) await bench.clock.sleep(400_000);
              isSlow = false;
              return numbers;
            },
          },
        },
      }),
    });
    const zombie = slow.reconcile('i1');
    await bench.clock.advance(301_000);
    bench.crm.before = () => {};
    await bench.run(bench.lifecycle.delete('i1'));
    await bench.run(zombie);
    expect(await leftOf(bench, 'i1')).toEqual(RECORD_ALONE);
  });
});

describe('a deletion that cannot clean up outside', () => {
  it('B78: keeps what is needed and tries again', async () => {
    const bench = createLifecycleSystem();
    await bench.setUp();
    bench.quoAnswers = ({ method }) => (method === 'DELETE' ? new Response(null, { status: 503 }) : undefined);
    expect(await bench.run(bench.lifecycle.delete('i1'))).toBe(false);
    expect(await bench.find()).toMatchObject({ status: 'IN_DELETION', failedAttempts: 1 });
    expect(await bench.keys()).toHaveLength(3);
    bench.quoAnswers = () => undefined;
    await bench.clock.advance(29_000);
    expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('none');
    await bench.clock.advance(1_000);
    expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('deleting');
    expect(await leftOf(bench, 'i1')).toEqual(RECORD_ALONE);
  });

  it('gives up after eight attempts, and deletes what is here', async () => {
    const bench = createLifecycleSystem();
    await bench.setUp();
    await fill(bench, 'i1');
    bench.crm.before = (call) => {
      if (call === 'removeWebhooks') throw new Error('the CRM is away');
    };
    expect(await bench.run(bench.lifecycle.delete('i1'))).toBe(false);
    // Clicks neither use up the attempts nor begin the count again.
    for (let click = 1; click < 20; click += 1) expect(await bench.run(bench.lifecycle.delete('i1'))).toBe(false);
    expect(await bench.find()).toMatchObject({ failedAttempts: 1 });
    for (let attempt = 2; attempt < 8; attempt += 1) {
      await bench.clock.advance(HOUR_MS);
      expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('deleting');
    }
    expect(bench.crm.revoked).toEqual([]);
    await bench.clock.advance(HOUR_MS);
    expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('deleting');
    expect(await leftOf(bench, 'i1')).toEqual({ ...RECORD_ALONE, crm: 1 });
    expect(bench.crm.revoked).toEqual(['i1']);
  });

  it('counts accounts that are closed to us as clean', async () => {
    const bench = createLifecycleSystem();
    await bench.setUp();
    bench.quoAnswers = () => Response.json({ message: 'Unauthorized' }, { status: 401 });
    bench.crm.before = () => {
      throw new ApiUnauthorizedError({ api: 'Acme', operation: 'DELETE /hooks', status: 401 });
    };
    await bench.run(bench.lifecycle.delete('i1'));
    expect((await leftOf(bench, 'i1')).documents).toEqual(['integrations']);
  });

  it('tries again where the integration cannot be loaded, but not for one that has made nothing', async () => {
    const bench = createLifecycleSystem();
    await bench.setUp();
    await bench.lifecycle.create({ id: 'i2', userId: 'u1', connector: 'acme' });
    bench.has = { quo: true, connector: false };
    for (const id of ['i1', 'i2']) await bench.run(bench.lifecycle.delete(id));
    expect([await bench.find('i1'), await bench.find('i2')]).toMatchObject([{ failedAttempts: 1 }, { failedAttempts: 0 }]);
    expect(await outlast(bench, 'i2')).toBe('deleted');
    bench.has = { quo: true, connector: true };
    await bench.clock.advance(HOUR_MS);
    expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('deleting');
    expect(bench.quo.webhooks.subscriptions()).toEqual([]);
  });

  it('removes webhooks that deliver to us though nobody knows them any more', async () => {
    const bench = createLifecycleSystem();
    await bench.setUp();
    await bench.documents.removeIntegration({ integrationId: 'i1', except: ['integrations'] });
    await bench.run(bench.lifecycle.delete('i1'));
    expect(bench.quo.webhooks.subscriptions()).toEqual([]);
  });

  it('does not wait for syncs that cannot be cancelled for ever', async () => {
    const bench = createLifecycleSystem({
      with: { cancelSyncs: () => Promise.reject(new Error('away')), settings: { maxCleanUpAttempts: 2 } },
    });
    await bench.setUp();
    expect(await bench.run(bench.lifecycle.delete('i1'))).toBe(false);
    await bench.clock.advance(HOUR_MS);
    expect(await bench.run(bench.lifecycle.reconcileDue({ limit: 1 }))).toBe(1);
    expect((await leftOf(bench, 'i1')).documents).toEqual(['integrations']);
  });
});
