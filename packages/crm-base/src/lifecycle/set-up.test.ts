import { toIso } from '@frigg-crm/core/adapter';
import { TEST_START_MS } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createLifecycleSystem, someNumbers } from './test-support/lifecycle-system.ts';

const MINUTE_MS = 60_000;

describe('creating an integration', () => {
  it('P21: stores when it is to be set up in the insert, and asks for that 35 seconds later', async () => {
    const system = createLifecycleSystem();
    const created = await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme', lookupKeys: ['acme/1', 'acme/1'] });
    expect(created).toMatchObject({
      status: 'ENABLED',
      dueAt: toIso(TEST_START_MS + 35_000),
      setUpAt: null,
      lookupKeys: ['acme/1'],
      version: 0,
    });
    expect(await system.find()).toEqual(created);
    const data = { integrationId: 'i1', connector: 'acme' };
    expect(system.queued).toEqual([{ message: { v: 1, event: 'POST_CREATE_SETUP', data }, delaySeconds: 35 }]);
  });

  it('waits for its owner when something has to be configured first', async () => {
    const system = createLifecycleSystem();
    system.crm.requires = ['region'];
    const created = await system.lifecycle.create({ userId: 'u1', connector: 'acme' });
    expect(created).toMatchObject({ id: 'id-000001', status: 'NEEDS_CONFIG', dueAt: null });
    expect(system.queued).toEqual([]);
  });

  it('is set up by the deprecated names of reconcile and reconcileDue, too', async () => {
    const system = createLifecycleSystem();
    for (const id of ['i1', 'i2']) await system.lifecycle.create({ id, userId: 'u1', connector: 'acme' });
    await system.clock.advance(50_001);
    expect(await system.run(system.lifecycle.seeTo('i1'))).toBe('set-up');
    expect(await system.run(system.lifecycle.seeToDue({ limit: 10 }))).toBe(1);
  });

  it('is set up by the maintenance loop when the queue was down', async () => {
    const queueManager = { queueIntegrationMessages: () => Promise.reject(new Error('the queue is down')) };
    const system = createLifecycleSystem({ with: { queueManager } });
    await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await system.clock.advance(49_000);
    expect(await system.run(system.lifecycle.reconcileDue({ limit: 10 }))).toBe(0);
    await system.clock.advance(1_000);
    expect(await system.run(system.lifecycle.reconcileDue({ limit: 10 }))).toBe(1);
    expect((await system.find()).setUpAt).not.toBeNull();
  });

  it.each([
    ['no owner', { userId: ' ', connector: 'acme' }],
    ['a configuration that is a list', { userId: 'u1', connector: 'acme', config: [] as never }],
    ['ids that are no phone numbers', { userId: 'u1', connector: 'acme', config: { resourceIds: ['US1'] } }],
    ['a key that reaches a prototype', { userId: 'u1', connector: 'acme', config: JSON.parse('{"a":{"__proto__":{"b":1}}}') as never }],
  ])('refuses %s, and stores nothing', async (_what, data) => {
    const system = createLifecycleSystem();
    await expect(system.lifecycle.create({ id: 'i1', ...data })).rejects.toMatchObject({ code: 'INVALID_INTEGRATION_DATA' });
    expect(await system.integrations.findById('i1')).toBeUndefined();
  });

  it.each(['a/b', '.', '..', 'x?y', ' a', 'é', '€'.repeat(100), 'x'.repeat(129), ''])(
    'refuses %j as an id: no address could hold it as it is',
    async (id) => {
      const system = createLifecycleSystem();
      const created = system.lifecycle.create({ id, userId: 'u1', connector: 'acme' });
      await expect(created).rejects.toMatchObject({
        code: 'INVALID_INTEGRATION_DATA',
        message: expect.stringContaining('correct id') as string,
      });
      await expect(system.lifecycle.create({ userId: 'u1', connector: id })).rejects.toThrow(/correct connector/);
    },
  );

  it('takes names as they are', async () => {
    const system = createLifecycleSystem();
    for (const id of ['0190-a.b_c~d', '...', 'x'.repeat(128)])
      expect(await system.lifecycle.create({ id, userId: ' u 1 ', connector: 'acme', lookupKeys: ['acme/ 1'] })).toMatchObject({
        id,
        userId: ' u 1 ',
        lookupKeys: ['acme/ 1'],
      });
  });

  it('refuses an id that is taken', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    await expect(system.lifecycle.create({ id: 'i1', userId: 'u2', connector: 'acme' })).rejects.toMatchObject({
      code: 'INTEGRATION_EXISTS',
    });
    expect((await system.find()).userId).toBe('u1');
  });
});

describe('setting up an integration', () => {
  it('does nothing for a message that comes too early', async () => {
    const system = createLifecycleSystem();
    await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    expect(await system.lifecycle.reconcile('i1')).toBe('none');
    expect(await system.lifecycle.reconcile('unknown')).toBe('none');
    expect(system.delivering()).toEqual([]);
  });

  it('selects all numbers, makes webhooks for them, keeps their keys in the vault, and starts one sync', async () => {
    const system = createLifecycleSystem({ quo: { phoneNumbers: someNumbers(21) } });
    const record = await system.setUp();
    expect(system.delivering()).toHaveLength(21);
    expect(system.quo.webhooks.subscriptions()).toHaveLength(9);
    const atQuo = system.quo.webhooks.subscriptions().map(({ id, key }) => ({ id, key }));
    expect(await system.keys()).toEqual(expect.arrayContaining(atQuo.map((one) => expect.objectContaining(one))));
    expect(record).toMatchObject({ failedAttempts: 0, messages: [], dueAt: toIso(Date.parse(record.setUpAt ?? '') + 24 * 60 * MINUTE_MS) });
    expect(record.config['enabledPhoneIds']).toHaveLength(21);
    expect(record.config['phoneNumbersMetadata']).toContainEqual({
      id: 'PN1',
      number: '+15551230000',
      formattedNumber: '+15551230000',
      name: 'Line 1',
      symbol: null,
    });
    for (const { key } of system.quo.webhooks.subscriptions()) expect(JSON.stringify(record)).not.toContain(key);
    expect(JSON.stringify(record)).not.toContain('crm-secret');
    expect(system.crm.hooks.get('i1')).toBe('https://crm.example.com/acme/i1');
    expect(system.crm.syncs).toEqual(['i1']);
  });

  it('is done once when two workers get the message at the same time', async () => {
    const system = createLifecycleSystem();
    await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    await system.clock.advance(35_000);
    const both = await system.run(Promise.all([system.lifecycle.reconcile('i1'), system.lifecycle.reconcile('i1')]));
    expect([...both].sort()).toEqual(['busy', 'set-up']);
    expect(system.delivering()).toEqual(['PN1', 'PN2']);
    expect(system.crm.syncs).toEqual(['i1']);
    expect(await system.lifecycle.reconcile('i1')).toBe('none');
  });

  it('B83: never touches the selection of the owner again, but for numbers that are gone', async () => {
    const system = createLifecycleSystem();
    await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme', config: { resourceIds: ['PN2', 'PN9'] } });
    await system.clock.advance(35_000);
    await system.run(system.lifecycle.reconcile('i1'));
    expect((await system.find()).config['enabledPhoneIds']).toEqual(['PN2']);
    await system.clock.advance(24 * 60 * MINUTE_MS);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('checked');
    expect((await system.find()).config).toMatchObject({
      enabledPhoneIds: ['PN2'],
      phoneNumbersMetadata: [expect.objectContaining({ id: 'PN1' }), expect.objectContaining({ id: 'PN2' })],
    });
    expect(system.delivering()).toEqual(['PN2']);
    expect(system.crm.syncs).toEqual(['i1']);
  });

  it('says so when none of the selected numbers is there any more', async () => {
    const system = createLifecycleSystem();
    const record = await system.setUp({ resourceIds: ['PN9'] });
    expect(record.messages).toEqual([expect.objectContaining({ code: 'QUO_NUMBERS_GONE', level: 'warning' })]);
    expect(record.status).toBe('ENABLED');
  });

  it('waits with the selection while the workspace has no number', async () => {
    const system = createLifecycleSystem();
    system.quoAnswers = ({ url }) => (url.endsWith('/v1/phone-numbers') ? Response.json({ data: [] }) : undefined);
    expect((await system.setUp()).config['enabledPhoneIds']).toBeUndefined();
    system.quoAnswers = () => undefined;
    await system.clock.advance(24 * 60 * MINUTE_MS);
    await system.run(system.lifecycle.reconcile('i1'));
    expect(system.delivering()).toEqual(['PN1', 'PN2']);
  });

  it('repairs at its check what was switched off or deleted at Quo', async () => {
    const system = createLifecycleSystem();
    await system.setUp();
    const [first] = system.quo.webhooks.subscriptions();
    system.quo.webhooks.disable(first?.id ?? '');
    await system.clock.advance(24 * 60 * MINUTE_MS);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('checked');
    expect(system.quo.webhooks.subscriptions().map(({ status }) => status)).toEqual(['enabled', 'enabled', 'enabled']);
    const ids = (await system.keys()).map(({ id }) => id);
    expect(ids.sort()).toEqual(
      system.quo.webhooks
        .subscriptions()
        .map(({ id }) => id)
        .sort(),
    );
  });

  it('P20: goes on without the webhooks of the CRM, and says so until they work', async () => {
    const system = createLifecycleSystem();
    system.crm.refusal = { status: 'failed', code: 'PLAN_TOO_SMALL', message: 'Webhooks need a larger plan' };
    const record = await system.setUp();
    expect(record).toMatchObject({ status: 'ENABLED', failedAttempts: 0 });
    expect(record.setUpAt).not.toBeNull();
    expect(record.messages).toEqual([
      expect.objectContaining({ level: 'warning', code: 'CRM_WEBHOOKS_FAILED', text: 'Webhooks need a larger plan (PLAN_TOO_SMALL)' }),
    ]);
    system.crm.refusal = undefined;
    await system.clock.advance(60 * MINUTE_MS);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('checked');
    expect(await system.codes()).toEqual([]);
  });

  it('P20: fails without the webhooks of Quo, with the CRM set up and one sync under way, and tries again ever later', async () => {
    const system = createLifecycleSystem();
    system.quoAnswers = ({ method }) => (method === 'POST' ? Response.json({ message: 'no' }, { status: 500 }) : undefined);
    let record = await system.setUp();
    const pauses: number[] = [];
    for (let attempt = 2; attempt <= 9; attempt += 1) {
      expect(record).toMatchObject({ status: 'ENABLED', setUpAt: null, failedAttempts: attempt - 1 });
      expect(record.messages).toEqual([expect.objectContaining({ level: 'warning', code: 'QUO_WEBHOOKS_FAILED' })]);
      pauses.push((Date.parse(record.dueAt ?? '') - system.clock.now()) / 1000);
      // The sync that was started has ended by the time of the next attempt.
      for (const process of await system.processes.find({ integrationId: 'i1' })) await system.processes.deleteById(process.id);
      await system.clock.advance(Date.parse(record.dueAt ?? '') - system.clock.now());
      expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('failed');
      record = await system.find();
    }
    expect(pauses).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600]);
    expect(system.crm.hooks.size).toBe(1);
    expect(system.crm.syncs).toEqual(['i1']);
    expect(system.quo.webhooks.subscriptions()).toEqual([]);
    system.quoAnswers = () => undefined;
    await system.clock.advance(60 * MINUTE_MS);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('set-up');
    expect(await system.find()).toMatchObject({ failedAttempts: 0, messages: [] });
    expect(system.crm.syncs).toEqual(['i1']);
  });
});

describe('a key that Quo does not take', () => {
  it('P21: is retried when it is new, without an error for its owner', async () => {
    const system = createLifecycleSystem({ quo: { keyActiveAfterMs: 60_000 } });
    const record = await system.setUp();
    expect(record).toMatchObject({ status: 'ENABLED', failedAttempts: 1 });
    expect(record.messages).toEqual([expect.objectContaining({ level: 'warning', code: 'QUO_KEY_REFUSED' })]);
    expect(system.crm.syncs).toEqual([]);
    await system.clock.advance(30_000);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('set-up');
    expect(await system.find()).toMatchObject({ status: 'ENABLED', messages: [] });
    expect(system.crm.syncs).toEqual(['i1']);
  });

  it('P21: is an error after five attempts, and no more once it works', async () => {
    const system = createLifecycleSystem({ quo: { apiKeys: ['another'] } });
    await system.setUp();
    for (let attempt = 2; attempt <= 5; attempt += 1) {
      expect((await system.find()).status).toBe('ENABLED');
      await system.clock.advance(60 * MINUTE_MS);
      await system.run(system.lifecycle.reconcile('i1'));
    }
    const record = await system.find();
    expect(record.status).toBe('ERROR');
    expect(record.messages).toEqual([expect.objectContaining({ level: 'error', code: 'QUO_KEY_REFUSED' })]);
    expect(Date.parse(record.dueAt ?? '')).toBe(system.clock.now() + 480_000);
    system.quoAnswers = (request) => {
      const { pathname } = new URL(request.url);
      const data = { id: 'WH1', key: 'a2V5' };
      if (request.method === 'POST') return Response.json({ data }, { status: 201 });
      return Response.json({ data: pathname.endsWith('phone-numbers') ? [{ id: 'PN1', number: '+15551234567' }] : [] });
    };
    await system.lifecycle.recheck('i1');
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('set-up');
    expect(await system.find()).toMatchObject({ status: 'ENABLED', messages: [], failedAttempts: 0 });
  });

  it('does not count a request to come later as an attempt', async () => {
    const system = createLifecycleSystem();
    system.quoAnswers = () => Response.json({}, { status: 429, headers: { 'retry-after': '900' } });
    const record = await system.setUp();
    expect(record).toMatchObject({ failedAttempts: 0, setUpAt: null });
    expect(Date.parse(record.dueAt ?? '') - system.clock.now()).toBe(900_000);
  });
});

describe('an integration that cannot be loaded', () => {
  it('is tried again, and says so', async () => {
    const system = createLifecycleSystem();
    await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    system.has = { quo: true, connector: false };
    await system.clock.advance(35_000);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('failed');
    expect(await system.codes()).toEqual(['INTEGRATION_NOT_LOADED']);
    system.has = { quo: true, connector: true };
    await system.clock.advance(30_000);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('set-up');
    expect(await system.codes()).toEqual([]);
  });

  it('is set up for people alone where there is no client for Quo', async () => {
    const system = createLifecycleSystem();
    system.has = { quo: false, connector: true };
    const record = await system.setUp();
    expect(record.setUpAt).not.toBeNull();
    expect(record.config['enabledPhoneIds']).toBeUndefined();
    expect(system.crm.syncs).toEqual(['i1']);
  });
});
