import { CredentialUnreadableError, type CredentialKey } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { ApiUnauthorizedError } from '@frigg-crm/http';
import { describe, expect, it } from 'vitest';
import { createLifecycleSystem, type LifecycleSystem } from './test-support/lifecycle-system.ts';
import { createPlainVault } from './test-support/plain-vault.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const noNumbers: LifecycleSystem['quoAnswers'] = ({ url }) => (url.endsWith('/v1/phone-numbers') ? Response.json({ data: [] }) : undefined);

describe('a workspace without numbers', () => {
  it('is checked again in an hour, not at once and for ever, and its owner sees a notice until it has one', async () => {
    const system = createLifecycleSystem();
    system.quoAnswers = noNumbers;
    const record = await system.setUp();
    expect(record.messages).toMatchObject([{ code: 'QUO_NO_NUMBERS', level: 'warning' }]);
    expect(record.dueAt).toBe(toIso(system.clock.now() + HOUR_MS));
    system.quoAnswers = () => undefined;
    await system.clock.advance(HOUR_MS);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('checked');
    expect([await system.codes(), system.delivering()]).toEqual([[], ['PN1', 'PN2']]);
  });
});

describe('a selection that has lost numbers', () => {
  it('says so until its owner selects again, however often it is checked', async () => {
    const system = createLifecycleSystem();
    await system.setUp({ resourceIds: ['PN9'] });
    for (let day = 1; day <= 2; day += 1) {
      await system.clock.advance(DAY_MS);
      expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('checked');
      expect(await system.codes()).toEqual(['QUO_NUMBERS_GONE']);
    }
    await system.run(system.lifecycle.update('i1', { resourceIds: ['PN1'] }));
    expect([await system.codes(), system.delivering()]).toEqual([[], ['PN1']]);
  });

  it('says how many were deselected, also where an update could not ask Quo', async () => {
    const system = createLifecycleSystem();
    const { messages, config } = await system.setUp({ resourceIds: ['PN1', 'PNtypo'] });
    expect(config['enabledPhoneIds']).toEqual(['PN1']);
    expect(messages).toMatchObject([{ code: 'QUO_NUMBERS_DROPPED', text: expect.stringMatching(/^1 of the selected/) as string }]);
    await system.lifecycle.disable('i1');
    await system.run(system.lifecycle.update('i1', { resourceIds: ['PN2', 'PN7', 'PN8'] }));
    expect(await system.codes()).toEqual([]);
    await system.lifecycle.enable('i1');
    await system.run(system.lifecycle.reconcile('i1'));
    expect((await system.find()).messages).toMatchObject([{ text: expect.stringMatching(/^2 of the selected/) as string }]);
  });
});

describe('an account that the CRM refuses', () => {
  it('is an error that says what to do, until it is connected again', async () => {
    const system = createLifecycleSystem();
    system.crm.before = (call) => {
      if (call === 'setupWebhooks') throw new ApiUnauthorizedError({ api: 'Acme', operation: 'POST /hooks', status: 401 });
    };
    const record = await system.setUp();
    expect(record).toMatchObject({ status: 'ERROR', failedAttempts: 0 });
    expect(record.messages).toMatchObject([
      { code: 'CRM_ACCESS_REFUSED', level: 'error', text: expect.stringContaining('connect the account again') as string },
    ]);
    expect(system.delivering()).toEqual(['PN1', 'PN2']);
    system.crm.before = () => {};
    await system.lifecycle.recheck('i1');
    await system.run(system.lifecycle.reconcile('i1'));
    expect(await system.find()).toMatchObject({ status: 'ENABLED', messages: [] });
  });
});

describe('secrets of webhooks that cannot be decrypted', () => {
  it.each([
    ['quo-webhooks', 'QUO_WEBHOOKS_FAILED'],
    ['crm-webhooks', 'CRM_WEBHOOKS_FAILED'],
  ])('of %s are left as they are, and the owner sees what to do', async (name, code) => {
    const system = createLifecycleSystem();
    await system.setUp();
    const keys = await system.keys();
    const vault = createPlainVault(system.documents);
    const withoutKey = system.boot({
      vault: {
        ...vault,
        read: async (key: CredentialKey) =>
          key.name === name ? Promise.reject(new CredentialUnreadableError('another master key')) : vault.read(key),
      },
    });
    await system.clock.advance(DAY_MS);
    await system.run(withoutKey.reconcile('i1'));
    expect(await system.find()).toMatchObject({
      status: 'ERROR',
      messages: [
        { code, level: 'error', text: expect.stringMatching(/give this program the vault key .* or delete this integration/) as string },
      ],
    });
    expect(await system.keys()).toEqual(keys);
    await system.clock.advance(HOUR_MS);
    await system.run(system.lifecycle.reconcile('i1'));
    expect(await system.find()).toMatchObject({ status: 'ENABLED', messages: [] });
  });
});

describe('an integration that waits for its configuration', () => {
  it('is looked at again, and says why, where it cannot be loaded', async () => {
    const system = await aWaiting();
    expect(await system.find()).toMatchObject({ status: 'NEEDS_CONFIG', dueAt: toIso(system.clock.now() + HOUR_MS) });
    expect(await system.codes()).toEqual(['INTEGRATION_NOT_LOADED']);
    system.has = { quo: true, connector: true };
    await system.clock.advance(HOUR_MS);
    await system.run(system.lifecycle.reconcile('i1'));
    expect(await system.find()).toMatchObject({ status: 'ENABLED', dueAt: toIso(system.clock.now() + 35_000) });
    await system.clock.advance(35_000);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('set-up');
    expect(await system.codes()).toEqual([]);
  });

  it('is left in peace again when it can be loaded and something is still missing', async () => {
    const system = await aWaiting();
    system.has = { quo: true, connector: true };
    system.crm.requires = ['region', 'list'];
    await system.clock.advance(HOUR_MS);
    expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('none');
    expect(await system.find()).toMatchObject({ status: 'NEEDS_CONFIG', dueAt: null, messages: [] });
  });

  it('is set up although its time is the very one until which it was claimed', async () => {
    const system = createLifecycleSystem({ with: { settings: { workTtlMs: 35_000 } } });
    system.crm.requires = ['region'];
    await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    system.has = { quo: true, connector: false };
    await system.run(system.lifecycle.update('i1', { region: 'eu' }));
    system.has = { quo: true, connector: true };
    await system.clock.advance(35_000);
    await system.run(system.lifecycle.reconcile('i1'));
    expect(await system.find()).toMatchObject({ status: 'ENABLED', dueAt: toIso(system.clock.now() + 35_000) });
  });
});

/** It has its configuration, but no program could load it to find that out. */
async function aWaiting(): Promise<LifecycleSystem> {
  const system = createLifecycleSystem();
  system.crm.requires = ['region'];
  await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
  system.has = { quo: true, connector: false };
  await system.run(system.lifecycle.update('i1', { region: 'eu' }));
  await system.clock.advance(35_000);
  expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('failed');
  return system;
}
