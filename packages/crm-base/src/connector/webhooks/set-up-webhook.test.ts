import type { JsonObject } from '@frigg-crm/core';
import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createFakeChannel, fakeSecretSchema, refusal, unavailable, type FakeChannelOptions } from '../test-support/fake-channel.ts';
import { removeWebhook, setUpWebhook } from './set-up-webhook.ts';

const URL_1 = 'https://app.example.test/acme/c1';
const DAY_MS = 24 * 3_600_000;

/** A connection: what it has stored, and what happened in which order. */
function createConnection(options: Omit<FakeChannelOptions, 'clock'> = {}) {
  const clock = createVirtualClock();
  const fake = createFakeChannel({ clock, ...options });
  const { calls } = fake;
  const connection = {
    ...fake,
    fake,
    clock,
    url: URL_1,
    account: 'one',
    stored: undefined as JsonObject | undefined,
    failStore: (_value: JsonObject): boolean => false,
    failCatchUp: false,
    /** How often the right to work is still there. */
    heldFor: Number.POSITIVE_INFINITY,
    /** The calls since the last time. */
    takeCalls: () => calls.splice(0),
    setUp: async () =>
      setUpWebhook(
        {
          channel: fake.channel,
          secretSchema: fakeSecretSchema,
          clock,
          async prepare(known) {
            if (known !== undefined && known.account !== connection.account)
              return { status: 'failed', code: 'ACME_OTHER', message: 'connect anew' };
            return known ?? { account: connection.account, ...(options.returnsKeyOnce === true ? {} : { key: 'made-by-us' }) };
          },
          async catchUp() {
            calls.push('catch up');
            if (connection.failCatchUp) throw new Error('the store is away');
          },
        },
        {
          url: connection.url,
          stored: connection.stored,
          async store(value) {
            calls.push(`store ${(value['webhookIds'] as readonly string[]).join()}`);
            if (connection.failStore(value)) throw new Error('the vault is away');
            connection.stored = value;
          },
          async assertHeld() {
            connection.heldFor -= 1;
            if (connection.heldFor < 0) throw new Error('the right to work is lost');
          },
        },
      ),
    remove: async () => removeWebhook({ channel: fake.channel, secretSchema: fakeSecretSchema }, { stored: connection.stored }),
  };
  return connection;
}

describe('setUpWebhook', () => {
  it('stores the secret before the CRM knows it, and the id afterwards', async () => {
    const connection = createConnection();
    expect(await connection.setUp()).toEqual({ status: 'configured' });
    expect(connection.takeCalls()).toEqual(['store ', 'list', 'create 1', 'store 1']);
    expect(connection.stored).toEqual({ account: 'one', key: 'made-by-us', webhookIds: ['1'] });
  });

  it.each([
    { heldFor: 0, calls: ['store ', 'list'] },
    { heldFor: 1, calls: ['store ', 'list', 'create 1', 'remove 1'] },
  ])('leaves no webhook behind when it has lost its right to work ($heldFor)', async ({ heldFor, calls }) => {
    const connection = createConnection();
    connection.heldFor = heldFor;
    await expect(connection.setUp()).rejects.toThrow('the right to work is lost');
    expect([connection.takeCalls(), connection.hooks.size]).toEqual([calls, 0]);
  });

  it('keeps what is right, and stores nothing', async () => {
    const connection = createConnection();
    await connection.setUp();
    connection.takeCalls();
    expect(await connection.setUp()).toEqual({ status: 'configured' });
    expect(connection.takeCalls()).toEqual(['list']);
  });

  it('makes one again that is gone, and catches up before it is stored, until that succeeds', async () => {
    const connection = createConnection();
    await connection.setUp();
    connection.hooks.clear();
    connection.failCatchUp = true;
    await expect(connection.setUp()).rejects.toThrow('the store is away');
    connection.failCatchUp = false;
    connection.takeCalls();
    expect(await connection.setUp()).toEqual({ status: 'configured' });
    expect([connection.takeCalls(), connection.hooks.size]).toEqual([['list', 'create 3', 'remove 2', 'catch up', 'store 3'], 1]);
  });

  it('moves to another address by making the new one before the old one is removed', async () => {
    const connection = createConnection();
    await connection.setUp();
    connection.takeCalls();
    connection.url = 'https://new.example.test/acme/c1';
    await connection.setUp();
    expect(connection.takeCalls()).toEqual(['list', 'create 2', 'remove 1', 'catch up', 'store 2']);
  });

  it('changes nothing for another account', async () => {
    const connection = createConnection();
    await connection.setUp();
    connection.takeCalls();
    connection.account = 'other';
    expect(await connection.setUp()).toEqual({ status: 'failed', code: 'ACME_OTHER', message: 'connect anew' });
    expect(connection.takeCalls()).toEqual([]);
  });

  it('says what to do when the CRM refuses, and throws what may succeed later', async () => {
    const connection = createConnection();
    connection.fake.before = (call) => (call.startsWith('create') ? refusal(403) : undefined);
    expect(await connection.setUp()).toEqual({ status: 'failed', code: 'ACME_WEBHOOK_NOT_TAKEN', message: 'Acme takes no webhook' });
    connection.fake.before = () => unavailable();
    await expect(connection.setUp()).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
  });

  it('makes room at the limit with its own old ones, and touches no other', async () => {
    const connection = createConnection({ limit: 2 });
    const other = { id: 'other', url: 'https://app.example.test/acme/c2', key: 'x', isActive: true, expiresAt: null };
    connection.hooks.set('other', other);
    await connection.setUp();
    connection.takeCalls();
    connection.url = 'https://new.example.test/acme/c1';
    expect(await connection.setUp()).toEqual({ status: 'configured' });
    expect(connection.takeCalls()).toEqual(['list', 'create 2', 'remove 1', 'create 2', 'catch up', 'store 2']);
    expect([...connection.hooks.keys()]).toEqual(['other', '2']);
  });

  it('keeps the ids of those that could not be removed, and removes them the next time', async () => {
    const connection = createConnection();
    await connection.setUp();
    connection.url = 'https://new.example.test/acme/c1';
    connection.fake.before = (call) => (call.startsWith('remove') ? unavailable() : undefined);
    await connection.setUp();
    expect(connection.stored).toMatchObject({ webhookIds: ['2', '1'] });
    connection.fake.before = () => undefined;
    await connection.setUp();
    expect([connection.stored, [...connection.hooks.keys()]]).toMatchObject([{ webhookIds: ['2'] }, ['2']]);
  });
});

describe('setUpWebhook with a key that the CRM returns once', () => {
  it('stores the key as soon as the webhook is made', async () => {
    const connection = createConnection({ returnsKeyOnce: true });
    await connection.setUp();
    expect(connection.takeCalls()).toEqual(['store ', 'list', 'create 1', 'store ', 'store 1']);
    expect(connection.stored).toEqual({ account: 'one', key: 'made-by-crm-1', webhookIds: ['1'] });
    await connection.setUp();
    expect(connection.takeCalls()).toEqual(['list']);
  });

  it('removes the webhook when its key could not be stored', async () => {
    const connection = createConnection({ returnsKeyOnce: true });
    connection.failStore = (value) => value['key'] !== undefined;
    await expect(connection.setUp()).rejects.toThrow('the vault is away');
    expect(connection.hooks.size).toBe(0);
  });

  it('replaces one whose key was lost with the response', async () => {
    const connection = createConnection({ returnsKeyOnce: true });
    connection.hooks.set('lost', { id: 'lost', url: URL_1, key: 'never-received', isActive: true, expiresAt: null });
    expect(await connection.setUp()).toEqual({ status: 'configured' });
    expect([...connection.hooks.values()]).toMatchObject([{ id: '1', key: 'made-by-crm-1' }]);
    expect(connection.stored).toMatchObject({ key: 'made-by-crm-1', webhookIds: ['1'] });
  });
});

describe('setUpWebhook where webhooks expire', () => {
  const expiring = { lifetimeMs: 7 * DAY_MS };

  it('stores the expiry that the CRM reports, and renews three days before, not earlier', async () => {
    const connection = createConnection(expiring);
    await connection.setUp();
    expect(connection.stored).toMatchObject({ expiresAt: new Date(connection.clock.now() + 7 * DAY_MS).toISOString() });
    connection.takeCalls();
    await connection.clock.advance(4 * DAY_MS - 1);
    await connection.setUp();
    expect(connection.takeCalls()).toEqual(['list']);
    await connection.clock.advance(1);
    const renewBy = new Date(connection.clock.now() + 4 * DAY_MS).toISOString();
    expect(await connection.setUp()).toEqual({ status: 'configured', renewBy });
    expect(connection.takeCalls()).toEqual(['list', 'renew 1', 'store 1']);
    expect(connection.stored).toMatchObject({ expiresAt: new Date(connection.clock.now() + 7 * DAY_MS).toISOString() });
  });

  it('wants to be set up again in half of a lifetime that is shorter than was requested', async () => {
    const connection = createConnection({ lifetimeMs: 3_600_000 });
    const renewBy = new Date(connection.clock.now() + 1_800_000).toISOString();
    expect(await connection.setUp()).toEqual({ status: 'configured', renewBy });
  });

  it('tries a renewal again that may succeed later, with the webhook as it is', async () => {
    const connection = createConnection(expiring);
    await connection.setUp();
    await connection.clock.advance(5 * DAY_MS);
    connection.fake.before = (call) => (call.startsWith('renew') ? unavailable() : undefined);
    await expect(connection.setUp()).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    connection.fake.before = () => undefined;
    connection.takeCalls();
    await connection.setUp();
    expect(connection.takeCalls()).toEqual(['list', 'renew 1', 'store 1']);
  });

  it('makes one anew and catches up when it has expired, or can be renewed no more', async () => {
    const connection = createConnection(expiring);
    await connection.setUp();
    await connection.clock.advance(8 * DAY_MS);
    connection.takeCalls();
    await connection.setUp();
    expect(connection.takeCalls()).toEqual(['list', 'create 2', 'catch up', 'store 2']);
    await connection.clock.advance(5 * DAY_MS);
    connection.fake.before = (call) => (call.startsWith('renew') ? refusal(400, 'NOT_SUBSCRIBED') : undefined);
    await connection.setUp();
    expect(connection.takeCalls()).toEqual(['list', 'renew 2', 'create 3', 'remove 2', 'catch up', 'store 3']);
  });

  it('removes a stale one whose id is in the way, makes it again, and catches up, after a crash in between too', async () => {
    const connection = createConnection({ ...expiring, chosenId: 'channel-7' });
    await connection.setUp();
    await connection.clock.advance(5 * DAY_MS);
    connection.fake.before = (call) => (call.startsWith('renew') ? refusal(400, 'NOT_SUBSCRIBED') : undefined);
    connection.failCatchUp = true;
    connection.takeCalls();
    await expect(connection.setUp()).rejects.toThrow('the store is away');
    const remade = ['list', 'renew channel-7', 'store ', 'create channel-7', 'remove channel-7', 'create channel-7', 'catch up'];
    expect(connection.takeCalls()).toEqual(remade);
    connection.failCatchUp = false;
    connection.fake.before = () => undefined;
    await connection.setUp();
    expect([...connection.hooks.keys()]).toEqual(['channel-7']);
    expect(connection.takeCalls().slice(-2)).toEqual(['catch up', 'store channel-7']);
    connection.takeCalls();
    await connection.setUp();
    expect(connection.takeCalls()).toEqual(['list']);
  });
});

describe('removeWebhook', () => {
  it('removes the webhooks of the connection and leaves those of others', async () => {
    const connection = createConnection();
    await connection.setUp();
    connection.hooks.set('other', { id: 'other', url: 'https://app.example.test/acme/c2', key: 'x', isActive: true, expiresAt: null });
    await connection.remove();
    await connection.remove();
    expect([...connection.hooks.keys()]).toEqual(['other']);
  });

  it('sends nothing where nothing was set up', async () => {
    const connection = createConnection();
    await connection.remove();
    expect(connection.takeCalls()).toEqual([]);
  });
});
