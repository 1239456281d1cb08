import { toIso } from '@frigg-crm/core';
import { TEST_START_MS } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createLifecycleSystem, someNumbers } from './test-support/lifecycle-system.ts';

const MINUTE_MS = 60_000;

describe('creating an integration', () => {
  it('P21: stores when it is to be set up in the insert, and asks for that 35 seconds later', async () => {
    const bench = createLifecycleSystem();
    const created = await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme', lookupKeys: ['acme/1', 'acme/1'] });
    expect(created).toMatchObject({
      status: 'ENABLED',
      dueAt: toIso(TEST_START_MS + 35_000),
      setUpAt: null,
      lookupKeys: ['acme/1'],
      version: 0,
    });
    expect(await bench.find()).toEqual(created);
    const data = { integrationId: 'i1', connector: 'acme' };
    expect(bench.queued).toEqual([{ message: { v: 1, event: 'POST_CREATE_SETUP', data }, delaySeconds: 35 }]);
  });

  it('waits for its owner when something has to be configured first', async () => {
    const bench = createLifecycleSystem();
    bench.crm.requires = ['region'];
    const created = await bench.lifecycle.create({ userId: 'u1', connector: 'acme' });
    expect(created).toMatchObject({ id: 'id-1', status: 'NEEDS_CONFIG', dueAt: null });
    expect(bench.queued).toEqual([]);
  });

  it('is set up by the caretaker when the queue was down', async () => {
    const queueManager = { queueIntegrationMessages: () => Promise.reject(new Error('the queue is down')) };
    const bench = createLifecycleSystem({ with: { queueManager } });
    await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await bench.clock.advance(49_000);
    expect(await bench.run(bench.lifecycle.reconcileDue({ limit: 10 }))).toBe(0);
    await bench.clock.advance(1_000);
    expect(await bench.run(bench.lifecycle.reconcileDue({ limit: 10 }))).toBe(1);
    expect((await bench.find()).setUpAt).not.toBeNull();
  });

  it.each([
    ['no owner', { userId: ' ', connector: 'acme' }],
    ['a configuration that is a list', { userId: 'u1', connector: 'acme', config: [] as never }],
    ['ids that are no phone numbers', { userId: 'u1', connector: 'acme', config: { resourceIds: ['US1'] } }],
    ['a key that reaches a prototype', { userId: 'u1', connector: 'acme', config: JSON.parse('{"a":{"__proto__":{"b":1}}}') as never }],
  ])('refuses %s, and stores nothing', async (_what, data) => {
    const bench = createLifecycleSystem();
    await expect(bench.lifecycle.create({ id: 'i1', ...data })).rejects.toMatchObject({ code: 'INVALID_INTEGRATION_DATA' });
    expect(await bench.integrations.findById('i1')).toBeUndefined();
  });

  it.each(['a/b', '.', '..', 'x?y', ' a', 'é', '€'.repeat(100), 'x'.repeat(129), ''])(
    'refuses %j as an id: no address could hold it as it is',
    async (id) => {
      const bench = createLifecycleSystem();
      const created = bench.lifecycle.create({ id, userId: 'u1', connector: 'acme' });
      await expect(created).rejects.toMatchObject({
        code: 'INVALID_INTEGRATION_DATA',
        message: expect.stringContaining('correct id') as string,
      });
      await expect(bench.lifecycle.create({ userId: 'u1', connector: id })).rejects.toThrow(/correct connector/);
    },
  );

  it('takes names as they are', async () => {
    const bench = createLifecycleSystem();
    for (const id of ['0190-a.b_c~d', '...', 'x'.repeat(128)])
      expect(await bench.lifecycle.create({ id, userId: ' u 1 ', connector: 'acme', lookupKeys: ['acme/ 1'] })).toMatchObject({
        id,
        userId: ' u 1 ',
        lookupKeys: ['acme/ 1'],
      });
  });

  it('refuses an id that is taken', async () => {
    const bench = createLifecycleSystem();
    await bench.setUp();
    await expect(bench.lifecycle.create({ id: 'i1', userId: 'u2', connector: 'acme' })).rejects.toMatchObject({
      code: 'INTEGRATION_EXISTS',
    });
    expect((await bench.find()).userId).toBe('u1');
  });
});

describe('setting up an integration', () => {
  it('does nothing for a message that comes too early', async () => {
    const bench = createLifecycleSystem();
    await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    expect(await bench.lifecycle.reconcile('i1')).toBe('none');
    expect(await bench.lifecycle.reconcile('nobody')).toBe('none');
    expect(bench.delivering()).toEqual([]);
  });

  it('selects all numbers, makes webhooks for them, keeps their keys in the vault, and starts one sync', async () => {
    const bench = createLifecycleSystem({ quo: { phoneNumbers: someNumbers(21) } });
    const record = await bench.setUp();
    expect(bench.delivering()).toHaveLength(21);
    expect(bench.quo.webhooks.subscriptions()).toHaveLength(9);
    const atQuo = bench.quo.webhooks.subscriptions().map(({ id, key }) => ({ id, key }));
    expect(await bench.keys()).toEqual(expect.arrayContaining(atQuo.map((one) => expect.objectContaining(one))));
    expect(record).toMatchObject({ failedAttempts: 0, messages: [], dueAt: toIso(Date.parse(record.setUpAt ?? '') + 24 * 60 * MINUTE_MS) });
    expect(record.config['enabledPhoneIds']).toHaveLength(21);
    expect(record.config['phoneNumbersMetadata']).toContainEqual({
      id: 'PN1',
      number: '+15551230000',
      formattedNumber: '+15551230000',
      name: 'Line 1',
      symbol: null,
    });
    for (const { key } of bench.quo.webhooks.subscriptions()) expect(JSON.stringify(record)).not.toContain(key);
    expect(JSON.stringify(record)).not.toContain('crm-secret');
    expect(bench.crm.hooks.get('i1')).toBe('https://crm.example.com/acme/i1');
    expect(bench.crm.syncs).toEqual(['i1']);
  });

  it('is done once when two workers get the message at the same time', async () => {
    const bench = createLifecycleSystem();
    await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await bench.clock.advance(35_000);
    const both = await bench.run(Promise.all([bench.lifecycle.reconcile('i1'), bench.lifecycle.reconcile('i1')]));
    expect([...both].sort()).toEqual(['busy', 'set-up']);
    expect(bench.delivering()).toEqual(['PN1', 'PN2']);
    expect(bench.crm.syncs).toEqual(['i1']);
    expect(await bench.lifecycle.reconcile('i1')).toBe('none');
  });

  it('B83: never touches the selection of the owner again, but for numbers that are gone', async () => {
    const bench = createLifecycleSystem();
    await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme', config: { resourceIds: ['PN2', 'PN9'] } });
    await bench.clock.advance(35_000);
    await bench.run(bench.lifecycle.reconcile('i1'));
    expect((await bench.find()).config['enabledPhoneIds']).toEqual(['PN2']);
    await bench.clock.advance(24 * 60 * MINUTE_MS);
    expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('checked');
    expect((await bench.find()).config).toMatchObject({
      enabledPhoneIds: ['PN2'],
      phoneNumbersMetadata: [expect.objectContaining({ id: 'PN1' }), expect.objectContaining({ id: 'PN2' })],
    });
    expect(bench.delivering()).toEqual(['PN2']);
    expect(bench.crm.syncs).toEqual(['i1']);
  });

  it('says so when none of the selected numbers is there any more', async () => {
    const bench = createLifecycleSystem();
    const record = await bench.setUp({ resourceIds: ['PN9'] });
    expect(record.messages).toEqual([expect.objectContaining({ code: 'QUO_NUMBERS_GONE', level: 'warning' })]);
    expect(record.status).toBe('ENABLED');
  });

  it('waits with the selection while the workspace has no number', async () => {
    const bench = createLifecycleSystem();
    bench.quoAnswers = ({ url }) => (url.endsWith('/v1/phone-numbers') ? Response.json({ data: [] }) : undefined);
    expect((await bench.setUp()).config['enabledPhoneIds']).toBeUndefined();
    bench.quoAnswers = () => undefined;
    await bench.clock.advance(24 * 60 * MINUTE_MS);
    await bench.run(bench.lifecycle.reconcile('i1'));
    expect(bench.delivering()).toEqual(['PN1', 'PN2']);
  });

  it('puts right at its check what was switched off or deleted at Quo', async () => {
    const bench = createLifecycleSystem();
    await bench.setUp();
    const [first] = bench.quo.webhooks.subscriptions();
    bench.quo.webhooks.disable(first?.id ?? '');
    await bench.clock.advance(24 * 60 * MINUTE_MS);
    expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('checked');
    expect(bench.quo.webhooks.subscriptions().map(({ status }) => status)).toEqual(['enabled', 'enabled', 'enabled']);
    const ids = (await bench.keys()).map(({ id }) => id);
    expect(ids.sort()).toEqual(
      bench.quo.webhooks
        .subscriptions()
        .map(({ id }) => id)
        .sort(),
    );
  });

  it('P20: goes on without the webhooks of the CRM, and says so until they work', async () => {
    const bench = createLifecycleSystem();
    bench.crm.refusal = { status: 'failed', code: 'PLAN_TOO_SMALL', message: 'Webhooks need a larger plan' };
    const record = await bench.setUp();
    expect(record).toMatchObject({ status: 'ENABLED', failedAttempts: 0 });
    expect(record.setUpAt).not.toBeNull();
    expect(record.messages).toEqual([
      expect.objectContaining({ level: 'warning', code: 'CRM_WEBHOOKS_FAILED', text: 'Webhooks need a larger plan (PLAN_TOO_SMALL)' }),
    ]);
    bench.crm.refusal = undefined;
    await bench.clock.advance(60 * MINUTE_MS);
    expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('checked');
    expect(await bench.codes()).toEqual([]);
  });

  it('P20: fails without the webhooks of Quo, with the CRM set up and one sync under way, and tries again ever later', async () => {
    const bench = createLifecycleSystem();
    bench.quoAnswers = ({ method }) => (method === 'POST' ? Response.json({ message: 'no' }, { status: 500 }) : undefined);
    let record = await bench.setUp();
    const pauses: number[] = [];
    for (let attempt = 2; attempt <= 9; attempt += 1) {
      expect(record).toMatchObject({ status: 'ENABLED', setUpAt: null, failedAttempts: attempt - 1 });
      expect(record.messages).toEqual([expect.objectContaining({ level: 'warning', code: 'QUO_WEBHOOKS_FAILED' })]);
      pauses.push((Date.parse(record.dueAt ?? '') - bench.clock.now()) / 1000);
      // The sync that was started has ended by the time of the next attempt.
      for (const process of await bench.processes.find({ integrationId: 'i1' })) await bench.processes.deleteById(process.id);
      await bench.clock.advance(Date.parse(record.dueAt ?? '') - bench.clock.now());
      expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('failed');
      record = await bench.find();
    }
    expect(pauses).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600]);
    expect(bench.crm.hooks.size).toBe(1);
    expect(bench.crm.syncs).toEqual(['i1']);
    expect(bench.quo.webhooks.subscriptions()).toEqual([]);
    bench.quoAnswers = () => undefined;
    await bench.clock.advance(60 * MINUTE_MS);
    expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('set-up');
    expect(await bench.find()).toMatchObject({ failedAttempts: 0, messages: [] });
    expect(bench.crm.syncs).toEqual(['i1']);
  });
});

describe('a key that Quo does not take', () => {
  it('P21: is asked again when it is new, without an error for anybody to see', async () => {
    const bench = createLifecycleSystem({ quo: { keyActiveAfterMs: 60_000 } });
    const record = await bench.setUp();
    expect(record).toMatchObject({ status: 'ENABLED', failedAttempts: 1 });
    expect(record.messages).toEqual([expect.objectContaining({ level: 'warning', code: 'QUO_KEY_REFUSED' })]);
    expect(bench.crm.syncs).toEqual([]);
    await bench.clock.advance(30_000);
    expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('set-up');
    expect(await bench.find()).toMatchObject({ status: 'ENABLED', messages: [] });
    expect(bench.crm.syncs).toEqual(['i1']);
  });

  it('P21: is an error after five attempts, and no more once it works', async () => {
    const bench = createLifecycleSystem({ quo: { apiKeys: ['another'] } });
    await bench.setUp();
    for (let attempt = 2; attempt <= 5; attempt += 1) {
      expect((await bench.find()).status).toBe('ENABLED');
      await bench.clock.advance(60 * MINUTE_MS);
      await bench.run(bench.lifecycle.reconcile('i1'));
    }
    const record = await bench.find();
    expect(record.status).toBe('ERROR');
    expect(record.messages).toEqual([expect.objectContaining({ level: 'error', code: 'QUO_KEY_REFUSED' })]);
    expect(Date.parse(record.dueAt ?? '')).toBe(bench.clock.now() + 480_000);
    bench.quoAnswers = (request) => {
      const { pathname } = new URL(request.url);
      const data = { id: 'WH1', key: 'a2V5' };
      if (request.method === 'POST') return Response.json({ data }, { status: 201 });
      return Response.json({ data: pathname.endsWith('phone-numbers') ? [{ id: 'PN1', number: '+15551234567' }] : [] });
    };
    await bench.lifecycle.recheck('i1');
    expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('set-up');
    expect(await bench.find()).toMatchObject({ status: 'ENABLED', messages: [], failedAttempts: 0 });
  });

  it('does not count a request to come later as an attempt', async () => {
    const bench = createLifecycleSystem();
    bench.quoAnswers = () => Response.json({}, { status: 429, headers: { 'retry-after': '900' } });
    const record = await bench.setUp();
    expect(record).toMatchObject({ failedAttempts: 0, setUpAt: null });
    expect(Date.parse(record.dueAt ?? '') - bench.clock.now()).toBe(900_000);
  });
});

describe('an integration that cannot be loaded', () => {
  it('is tried again, and says so', async () => {
    const bench = createLifecycleSystem();
    await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    bench.has = { quo: true, connector: false };
    await bench.clock.advance(35_000);
    expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('failed');
    expect(await bench.codes()).toEqual(['INTEGRATION_NOT_LOADED']);
    bench.has = { quo: true, connector: true };
    await bench.clock.advance(30_000);
    expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('set-up');
    expect(await bench.codes()).toEqual([]);
  });

  it('is set up for people alone where there is no client for Quo', async () => {
    const bench = createLifecycleSystem();
    bench.has = { quo: false, connector: true };
    const record = await bench.setUp();
    expect(record.setUpAt).not.toBeNull();
    expect(record.config['enabledPhoneIds']).toBeUndefined();
    expect(bench.crm.syncs).toEqual(['i1']);
  });
});
