import { CredentialUnreadableError, toIso, type CredentialKey } from '@frigg-crm/core';
import { ApiUnauthorizedError } from '@frigg-crm/http';
import { describe, expect, it } from 'vitest';
import { createLifecycleSystem, type LifecycleSystem } from './test-support/lifecycle-system.ts';
import { createPlainVault } from './test-support/plain-vault.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const noNumbers: LifecycleSystem['quoAnswers'] = ({ url }) => (url.endsWith('/v1/phone-numbers') ? Response.json({ data: [] }) : undefined);

describe('a workspace without numbers', () => {
  it('is looked at again in an hour, not at once and for ever, and its owner is told until it has one', async () => {
    const bench = createLifecycleSystem();
    bench.quoAnswers = noNumbers;
    const record = await bench.setUp();
    expect(record.messages).toMatchObject([{ code: 'QUO_NO_NUMBERS', level: 'warning' }]);
    expect(record.dueAt).toBe(toIso(bench.clock.now() + HOUR_MS));
    bench.quoAnswers = () => undefined;
    await bench.clock.advance(HOUR_MS);
    expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('checked');
    expect([await bench.codes(), bench.delivering()]).toEqual([[], ['PN1', 'PN2']]);
  });
});

describe('a selection that has lost numbers', () => {
  it('says so until its owner selects again, however often it is checked', async () => {
    const bench = createLifecycleSystem();
    await bench.setUp({ resourceIds: ['PN9'] });
    for (let day = 1; day <= 2; day += 1) {
      await bench.clock.advance(DAY_MS);
      expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('checked');
      expect(await bench.codes()).toEqual(['QUO_NUMBERS_GONE']);
    }
    await bench.run(bench.lifecycle.update('i1', { resourceIds: ['PN1'] }));
    expect([await bench.codes(), bench.delivering()]).toEqual([[], ['PN1']]);
  });

  it('says how many were deselected, also where an update could not ask Quo', async () => {
    const bench = createLifecycleSystem();
    const { messages, config } = await bench.setUp({ resourceIds: ['PN1', 'PNtypo'] });
    expect(config['enabledPhoneIds']).toEqual(['PN1']);
    expect(messages).toMatchObject([{ code: 'QUO_NUMBERS_DROPPED', text: expect.stringMatching(/^1 of the selected/) as string }]);
    await bench.lifecycle.disable('i1');
    await bench.run(bench.lifecycle.update('i1', { resourceIds: ['PN2', 'PN7', 'PN8'] }));
    expect(await bench.codes()).toEqual([]);
    await bench.lifecycle.enable('i1');
    await bench.run(bench.lifecycle.reconcile('i1'));
    expect((await bench.find()).messages).toMatchObject([{ text: expect.stringMatching(/^2 of the selected/) as string }]);
  });
});

describe('an account that the CRM refuses', () => {
  it('is an error that says what to do, until it is connected again', async () => {
    const bench = createLifecycleSystem();
    bench.crm.before = (call) => {
      if (call === 'setupWebhooks') throw new ApiUnauthorizedError({ api: 'Acme', operation: 'POST /hooks', status: 401 });
    };
    const record = await bench.setUp();
    expect(record).toMatchObject({ status: 'ERROR', failedAttempts: 0 });
    expect(record.messages).toMatchObject([
      { code: 'CRM_ACCESS_REFUSED', level: 'error', text: expect.stringContaining('connect the account again') as string },
    ]);
    expect(bench.delivering()).toEqual(['PN1', 'PN2']);
    bench.crm.before = () => {};
    await bench.lifecycle.recheck('i1');
    await bench.run(bench.lifecycle.reconcile('i1'));
    expect(await bench.find()).toMatchObject({ status: 'ENABLED', messages: [] });
  });
});

describe('secrets of webhooks that cannot be decrypted', () => {
  it.each([
    ['quo-webhooks', 'QUO_WEBHOOKS_FAILED'],
    ['crm-webhooks', 'CRM_WEBHOOKS_FAILED'],
  ])('of %s are left as they are, and the owner is told what to do', async (name, code) => {
    const bench = createLifecycleSystem();
    await bench.setUp();
    const keys = await bench.keys();
    const vault = createPlainVault(bench.documents);
    const withoutKey = bench.boot({
      vault: {
        ...vault,
        read: async (key: CredentialKey) =>
          key.name === name ? Promise.reject(new CredentialUnreadableError('another master key')) : vault.read(key),
      },
    });
    await bench.clock.advance(DAY_MS);
    await bench.run(withoutKey.reconcile('i1'));
    expect(await bench.find()).toMatchObject({
      status: 'ERROR',
      messages: [
        { code, level: 'error', text: expect.stringMatching(/give this program the vault key .* or delete this integration/) as string },
      ],
    });
    expect(await bench.keys()).toEqual(keys);
    await bench.clock.advance(HOUR_MS);
    await bench.run(bench.lifecycle.reconcile('i1'));
    expect(await bench.find()).toMatchObject({ status: 'ENABLED', messages: [] });
  });
});

describe('an integration that waits for its configuration', () => {
  it('is looked at again, and says why, where it cannot be loaded', async () => {
    const bench = await aWaiting();
    expect(await bench.find()).toMatchObject({ status: 'NEEDS_CONFIG', dueAt: toIso(bench.clock.now() + HOUR_MS) });
    expect(await bench.codes()).toEqual(['INTEGRATION_NOT_LOADED']);
    bench.has = { quo: true, connector: true };
    await bench.clock.advance(HOUR_MS);
    await bench.run(bench.lifecycle.reconcile('i1'));
    expect(await bench.find()).toMatchObject({ status: 'ENABLED', dueAt: toIso(bench.clock.now() + 35_000) });
    await bench.clock.advance(35_000);
    expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('set-up');
    expect(await bench.codes()).toEqual([]);
  });

  it('is left in peace again when it can be loaded and something is still missing', async () => {
    const bench = await aWaiting();
    bench.has = { quo: true, connector: true };
    bench.crm.requires = ['region', 'list'];
    await bench.clock.advance(HOUR_MS);
    expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('none');
    expect(await bench.find()).toMatchObject({ status: 'NEEDS_CONFIG', dueAt: null, messages: [] });
  });

  it('is set up although its time is the very one until which it was claimed', async () => {
    const bench = createLifecycleSystem({ with: { settings: { workTtlMs: 35_000 } } });
    bench.crm.requires = ['region'];
    await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    bench.has = { quo: true, connector: false };
    await bench.run(bench.lifecycle.update('i1', { region: 'eu' }));
    bench.has = { quo: true, connector: true };
    await bench.clock.advance(35_000);
    await bench.run(bench.lifecycle.reconcile('i1'));
    expect(await bench.find()).toMatchObject({ status: 'ENABLED', dueAt: toIso(bench.clock.now() + 35_000) });
  });
});

/** It has its configuration, but no program could load it to find that out. */
async function aWaiting(): Promise<LifecycleSystem> {
  const bench = createLifecycleSystem();
  bench.crm.requires = ['region'];
  await bench.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
  bench.has = { quo: true, connector: false };
  await bench.run(bench.lifecycle.update('i1', { region: 'eu' }));
  await bench.clock.advance(35_000);
  expect(await bench.run(bench.lifecycle.reconcile('i1'))).toBe('failed');
  return bench;
}
