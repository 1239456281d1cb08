import { describe, expect, it } from 'vitest';
import { createLifecycleSystem, type LifecycleSystem } from './test-support/lifecycle-system.ts';
import type { CrashMoment } from './test-support/call-crasher.ts';
import { NOTHING, fill, leftOf } from './test-support/whole-integration.ts';

const MOMENTS: readonly CrashMoment[] = ['before', 'after'];
const HOUR_MS = 3_600_000;
/** When the maintenance loop runs: after the crashed program's claim has run out, after the longest back-off, after a daily check. */
const MAINTENANCE_AFTER_MS = [HOUR_MS / 10, HOUR_MS, HOUR_MS, 25 * HOUR_MS];

/** Does the work once for each call that leaves the program, and crashes the program at that call. @returns how many there are. */
async function crashAtEachCall(
  when: CrashMoment,
  {
    prepare,
    work,
    check,
  }: {
    readonly prepare: () => Promise<LifecycleSystem>;
    readonly work: (system: LifecycleSystem) => Promise<unknown>;
    readonly check: (system: LifecycleSystem) => Promise<void>;
  },
): Promise<number> {
  for (let at = 1; ; at += 1) {
    const system = await prepare();
    system.crasher.crashAt(at, when);
    await system.run(work(system)).catch(() => undefined);
    const hasCrashed = system.crasher.hasCrashed;
    await check(system);
    if (!hasCrashed) return at - 1;
  }
}

/** The program is started again, and a day passes with its maintenance loop. */
async function recover(system: LifecycleSystem): Promise<void> {
  system.crasher.restart();
  for (const ms of MAINTENANCE_AFTER_MS) {
    await system.clock.advance(ms);
    await system.run(system.lifecycle.reconcileDue({ limit: 10 }));
  }
}

async function expectInOrder(system: LifecycleSystem, phoneIds: readonly string[]): Promise<void> {
  for (const event of ['call.completed', 'message.received', 'call.summary.completed']) expect(system.delivering(event)).toEqual(phoneIds);
  const keys = (await system.keys()).map(({ id, key }) => `${id} ${key}`).sort();
  const atQuo = system.quo.webhooks.subscriptions().map(({ id, key }) => `${id} ${key}`);
  expect(keys).toEqual(atQuo.sort());
}

describe('a program that crashes', () => {
  it.each(MOMENTS)('in a set-up, at any call, just %s it: the set-up is done in the end, once', async (when) => {
    const calls = await crashAtEachCall(when, {
      async prepare() {
        const system = createLifecycleSystem();
        await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
        await system.clock.advance(35_000);
        return system;
      },
      work: async (system) => system.lifecycle.reconcile('i1'),
      async check(system) {
        await recover(system);
        const record = await system.find();
        expect(record).toMatchObject({ status: 'ENABLED', messages: [], failedAttempts: 0, config: { enabledPhoneIds: ['PN1', 'PN2'] } });
        expect(record.setUpAt).not.toBeNull();
        await expectInOrder(system, ['PN1', 'PN2']);
        expect(system.crm.hooks.size).toBe(1);
        expect(await system.processes.find({ integrationId: 'i1' })).toHaveLength(1);
      },
    });
    expect(calls).toBeGreaterThan(20);
  });

  it.each(MOMENTS)('B79: in a change of numbers, at any call, just %s it: no key is lost, and all or nothing is changed', async (when) => {
    const outcomes = new Set<string>();
    const calls = await crashAtEachCall(when, {
      async prepare() {
        const system = createLifecycleSystem();
        await system.setUp({ resourceIds: ['PN1'], note: 'old' });
        return system;
      },
      work: async (system) => system.lifecycle.update('i1', { resourceIds: ['PN2'], note: 'new' }),
      async check(system) {
        const held = (await system.keys()).map(({ id }) => id);
        const old = system.quo.webhooks.subscriptions().filter(({ resourceIds }) => resourceIds.includes('PN1'));
        expect(old.filter(({ id }) => !held.includes(id))).toEqual([]);
        await recover(system);
        const { config } = await system.find();
        const isNew = config['note'] === 'new';
        outcomes.add(isNew ? 'new' : 'old');
        expect(config['enabledPhoneIds']).toEqual([isNew ? 'PN2' : 'PN1']);
        await expectInOrder(system, [isNew ? 'PN2' : 'PN1']);
      },
    });
    expect(calls).toBeGreaterThan(15);
    expect([...outcomes].sort()).toEqual(['new', 'old']);
  });

  it.each(MOMENTS)('in a deletion, at any call, just %s it: nothing is left in the end, and others are not concerned', async (when) => {
    const calls = await crashAtEachCall(when, {
      async prepare() {
        const system = createLifecycleSystem();
        await system.setUp();
        await system.lifecycle.create({ id: 'i2', userId: 'u1', connector: 'acme' });
        await system.clock.advance(35_000);
        await system.run(system.lifecycle.reconcile('i2'));
        for (const id of ['i1', 'i2']) await fill(system, id);
        return system;
      },
      work: async (system) => system.lifecycle.delete('i1'),
      async check(system) {
        system.crasher.restart();
        // A caller without a response repeats the request, unless the deletion has visibly begun.
        const record = await system.integrations.findById('i1');
        if (record !== undefined && record.status !== 'IN_DELETION') await system.run(system.lifecycle.delete('i1'));
        await recover(system);
        expect(await leftOf(system, 'i1')).toEqual(NOTHING);
        expect(await leftOf(system, 'i2')).toMatchObject({
          documents: ['integrations', 'plain-secrets', 'inbox', 'activities'],
          mappings: 1,
        });
        expect(await leftOf(system, 'i2')).toMatchObject({ processes: 2, quo: 3, crm: 1 });
      },
    });
    expect(calls).toBeGreaterThan(20);
  });
});
