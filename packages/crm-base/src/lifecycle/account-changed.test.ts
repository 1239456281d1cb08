import { toProcessId } from '@frigg-crm/core';
import { createQuoClient } from '@frigg-crm/quo';
import { createQuoSandbox } from '@frigg-crm/quo/sandbox';
import { aProcess } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { CRM_SYNC } from '../process/crm-sync-process-type.ts';
import { LIFECYCLE_DEFAULTS } from './lifecycle-settings.ts';
import { createLifecycleSystem, someNumbers } from './test-support/lifecycle-system.ts';
import { RECORD_ALONE, leftOf } from './test-support/whole-integration.ts';

describe('an integration whose account is another one than before', () => {
  it('F2: is in ERROR, and nothing is written to either side, until the account of before is back', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    const [hooks, syncs] = [new Map(system.crm.hooks), system.crm.syncs.length];
    const subscriptions = system.quo.webhooks.subscriptions();
    system.crm.identity = 'company-2';
    system.crm.before = (call) => expect.unreachable(`${call} was called`);
    await system.lifecycle.recheck('i1');
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('failed');
    expect(await system.find()).toMatchObject({ status: 'ERROR', messages: [{ code: 'ACCOUNT_CHANGED', level: 'error' }] });
    expect([system.crm.hooks, system.crm.syncs.length, system.quo.webhooks.subscriptions()]).toEqual([hooks, syncs, subscriptions]);
    system.crm.identity = 'company-1';
    system.crm.before = () => {};
    await system.lifecycle.recheck('i1');
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('checked');
    expect(await system.find()).toMatchObject({ status: 'ENABLED', messages: [] });
    expect(system.crm.resumed).toEqual(['i1']);
  });

  it('F2: has its syncs resumed by the next check also when one was paused only after the account was back', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    const paused = { from: 'INITIALIZING', reason: { code: 'ACCOUNT_CHANGED', message: 'Another account' } };
    const sync = aProcess({ id: toProcessId('late'), integrationId: 'i1', type: CRM_SYNC.type, state: CRM_SYNC.roles.paused });
    await system.processes.create({ ...sync, ledger: { ...sync.ledger, paused } });
    await system.lifecycle.recheck('i1');
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('checked');
    expect(system.crm.resumed).toEqual(['i1']);
  });

  it('F2: has its syncs resumed by a check that comes soon when they could not be resumed at once', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    const paused = { from: 'INITIALIZING', reason: { code: 'ACCOUNT_CHANGED', message: 'Another account' } };
    const sync = aProcess({ id: toProcessId('late'), integrationId: 'i1', type: CRM_SYNC.type, state: CRM_SYNC.roles.paused });
    await system.processes.create({ ...sync, ledger: { ...sync.ledger, paused } });
    system.crm.before = (call) => {
      if (call === 'startOngoingSync') throw new Error('the queue is away');
    };
    await system.lifecycle.recheck('i1');
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('checked');
    system.crm.before = () => {};
    await system.clock.advance(LIFECYCLE_DEFAULTS.checkSoonMs);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('checked');
    expect(system.crm.resumed).toEqual(['i1']);
  });

  it('F2: is found by the numbers of the Quo workspace, whose API has no call that names it', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    const numbers = someNumbers(1).map((number) => ({ ...number, id: 'PN900', number: '+15550009000' }));
    const other = createQuoSandbox({ clock: system.clock, phoneNumbers: numbers, requestsPerSecond: Number.POSITIVE_INFINITY });
    const client = createQuoClient({ apiKey: 'key', clock: system.clock, fetch: other.fetch });
    const elsewhere = system.boot({
      loadIntegration: async (record) => ({ ...system.account(record), quo: client }),
    });
    await elsewhere.recheck('i1');
    expect(await system.run(elsewhere.reconcile('i1'))).toBe('failed');
    expect(await system.codes()).toEqual(['ACCOUNT_CHANGED']);
    expect(other.webhooks.subscriptions()).toEqual([]);
    expect(await system.run(elsewhere.update('i1', { resourceIds: ['PN900'] }))).toMatchObject({ success: false });
    expect(other.webhooks.subscriptions()).toEqual([]);
  });

  it('F2: may replace all of its numbers, as its webhooks name the workspace', async () => {
    const system = createLifecycleSystem({ quo: { phoneNumbers: someNumbers(2) } });
    await system.setUp();
    await system.lifecycle.recheck('i1');
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('checked');
    system.quoAnswers = (request) =>
      request.url.endsWith('/v1/phone-numbers') ? Response.json({ data: [{ id: 'PN7', number: '+15550007000' }] }) : undefined;
    await system.lifecycle.recheck('i1');
    await system.run(system.lifecycle.reconcile('i1'));
    expect(await system.codes()).not.toContain('ACCOUNT_CHANGED');
  });

  it('F2: can be deleted, and its deletion removes nothing in the account of others', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    system.crm.identity = 'company-2';
    system.crm.before = (call) => expect.unreachable(`${call} was called`);
    await system.run(system.lifecycle.delete('i1'));
    expect(await leftOf(system, 'i1')).toEqual({ ...RECORD_ALONE, crm: 1 });
  });
});
