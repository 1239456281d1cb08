import { describe, expect, it } from 'vitest';
import { createLifecycleSystem, type LifecycleSystem } from './test-support/lifecycle-system.ts';
import type { PowerCut } from './test-support/power.ts';
import { NOTHING, fill, leftOf } from './test-support/whole-integration.ts';

const CUTS: readonly PowerCut[] = ['before', 'after'];
const HOUR_MS = 3_600_000;
/** When the caretaker comes: after the dead program's claim has run out, after the longest back-off, after a daily check. */
const LOOKS_MS = [HOUR_MS / 10, HOUR_MS, HOUR_MS, 25 * HOUR_MS];

/** Does the work once for each call that leaves the program, and lets the program die at that call. @returns how many there are. */
async function dieAtEachCall(
  when: PowerCut,
  {
    prepare,
    work,
    check,
  }: {
    readonly prepare: () => Promise<LifecycleSystem>;
    readonly work: (bench: LifecycleSystem) => Promise<unknown>;
    readonly check: (bench: LifecycleSystem) => Promise<void>;
  },
): Promise<number> {
  for (let at = 1; ; at += 1) {
    const bench = await prepare();
    bench.power.cutAt(at, when);
    await bench.run(work(bench)).catch(() => undefined);
    const hasDied = bench.power.isDown;
    await check(bench);
    if (!hasDied) return at - 1;
  }
}

/** The program is started again, and a day passes with its caretaker. */
async function recover(bench: LifecycleSystem): Promise<void> {
  bench.power.restore();
  for (const ms of LOOKS_MS) {
    await bench.clock.advance(ms);
    await bench.run(bench.lifecycle.reconcileDue({ limit: 10 }));
  }
}

async function expectInOrder(bench: LifecycleSystem, phoneIds: readonly string[]): Promise<void> {
  for (const event of ['call.completed', 'message.received', 'call.summary.completed']) expect(bench.delivering(event)).toEqual(phoneIds);
  const keys = (await bench.keys()).map(({ id, key }) => `${id} ${key}`).sort();
  const atQuo = bench.quo.webhooks.subscriptions().map(({ id, key }) => `${id} ${key}`);
  expect(keys).toEqual(atQuo.sort());
}

describe('a program that dies', () => {
  it.each(CUTS)('in a set-up, at any call, just %s it: the set-up is done in the end, once', async (when) => {
    const calls = await dieAtEachCall(when, {
      async prepare() {
        const bench = createLifecycleSystem();
        await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
        await bench.clock.advance(35_000);
        return bench;
      },
      work: async (bench) => bench.lifecycle.reconcile('i1'),
      async check(bench) {
        await recover(bench);
        const record = await bench.find();
        expect(record).toMatchObject({ status: 'ENABLED', messages: [], failedAttempts: 0, config: { enabledPhoneIds: ['PN1', 'PN2'] } });
        expect(record.setUpAt).not.toBeNull();
        await expectInOrder(bench, ['PN1', 'PN2']);
        expect(bench.crm.hooks.size).toBe(1);
        expect(await bench.processes.find({ integrationId: 'i1' })).toHaveLength(1);
      },
    });
    expect(calls).toBeGreaterThan(20);
  });

  it.each(CUTS)('B79: in a change of numbers, at any call, just %s it: no key is lost, and all or nothing is changed', async (when) => {
    const outcomes = new Set<string>();
    const calls = await dieAtEachCall(when, {
      async prepare() {
        const bench = createLifecycleSystem();
        await bench.setUp({ resourceIds: ['PN1'], note: 'old' });
        return bench;
      },
      work: async (bench) => bench.lifecycle.update('i1', { resourceIds: ['PN2'], note: 'new' }),
      async check(bench) {
        const held = (await bench.keys()).map(({ id }) => id);
        const old = bench.quo.webhooks.subscriptions().filter(({ resourceIds }) => resourceIds.includes('PN1'));
        expect(old.filter(({ id }) => !held.includes(id))).toEqual([]);
        await recover(bench);
        const { config } = await bench.find();
        const isNew = config['note'] === 'new';
        outcomes.add(isNew ? 'new' : 'old');
        expect(config['enabledPhoneIds']).toEqual([isNew ? 'PN2' : 'PN1']);
        await expectInOrder(bench, [isNew ? 'PN2' : 'PN1']);
      },
    });
    expect(calls).toBeGreaterThan(15);
    expect([...outcomes].sort()).toEqual(['new', 'old']);
  });

  it.each(CUTS)('in a deletion, at any call, just %s it: nothing is left in the end, and others are not concerned', async (when) => {
    const calls = await dieAtEachCall(when, {
      async prepare() {
        const bench = createLifecycleSystem();
        await bench.setUp();
        await bench.lifecycle.create({ id: 'i2', userId: 'u1', connector: 'acme' });
        await bench.clock.advance(35_000);
        await bench.run(bench.lifecycle.reconcile('i2'));
        for (const id of ['i1', 'i2']) await fill(bench, id);
        return bench;
      },
      work: async (bench) => bench.lifecycle.delete('i1'),
      async check(bench) {
        bench.power.restore();
        // Whoever got no answer asks again, unless it is seen that the deletion has begun.
        const record = await bench.integrations.findById('i1');
        if (record !== undefined && record.status !== 'IN_DELETION') await bench.run(bench.lifecycle.delete('i1'));
        await recover(bench);
        expect(await leftOf(bench, 'i1')).toEqual(NOTHING);
        expect(await leftOf(bench, 'i2')).toMatchObject({
          documents: ['integrations', 'plain-secrets', 'inbox', 'activities'],
          mappings: 1,
        });
        expect(await leftOf(bench, 'i2')).toMatchObject({ processes: 2, quo: 3, crm: 1 });
      },
    });
    expect(calls).toBeGreaterThan(20);
  });
});
