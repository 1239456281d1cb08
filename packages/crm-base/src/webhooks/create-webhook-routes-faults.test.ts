import { ConfigurationError, CredentialUnreadableError, StorageError } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { SECRETS, SIGNED_AT_MS, aCallEvent, aChange, createWebhookSystem, signed, crmRequest } from './test-support/webhook-system.ts';
import { QUO, CRM, expectNothingKept, expectNoSecrets } from './test-support/expect-nothing-kept.ts';

/** An inbox whose calls all do the same. */
const anInbox = (call: () => Promise<never>) => ({ accept: call, remember: call, progressOf: call });

describe('what a webhook is verified with, when it cannot be had', () => {
  const unreadable = async (): Promise<never> => Promise.reject(new CredentialUnreadableError('the master key is another one'));
  const unloadable = async (): Promise<never> => Promise.reject(new ConfigurationError('no account'));

  it.each([
    ['the secrets cannot be decrypted', { vault: { read: unreadable } }],
    ['the integration cannot be loaded', { loadIntegration: unloadable }],
    ['its loading fails with a plain error', { loadIntegration: async () => Promise.reject(new TypeError('undefined')) }],
  ])('%s: it is refused as for an unknown integration, and the log says why', async (_why, changes) => {
    const system = await createWebhookSystem(changes);
    const answers = await Promise.all(
      [CRM, '/crm/fake/i404'].map(async (path) => system.receive(new Request(`https://hooks.test${path}`, crmRequest([aChange('e1')])))),
    );
    for (const answer of answers) expect([answer.status, await answer.text(), [...answer.headers]]).toEqual([401, '', []]);
    expect(system.log.join()).toContain('could not be loaded');
    await expectNothingKept(system);
  });

  it('is refused from Quo too, also with a valid signature', async () => {
    const system = await createWebhookSystem({ vault: { read: unreadable } });
    expect(await system.send(QUO, signed(aCallEvent('EV1')))).toBe(401);
    await expectNothingKept(system);
  });

  it('gets 503 when its store is down', async () => {
    const away = async (): Promise<never> => Promise.reject(new StorageError('away'));
    const system = await createWebhookSystem({ loadIntegration: away });
    expect(await system.send(CRM, crmRequest([aChange('e1')]))).toBe(503);
  });
});

it('answers a fault of our settings that shows after the verification with 503, and asks for the event again', async () => {
  const accept = async (): Promise<never> => Promise.reject(new ConfigurationError('the inbox is not set up'));
  const system = await createWebhookSystem({ inbox: anInbox(accept) });
  expect([await system.send(QUO, signed(aCallEvent('EV1'))), await system.send(CRM, crmRequest([aChange('e1')]))]).toEqual([503, 503]);
});

describe('when a store is away', () => {
  const away = async (): Promise<never> => Promise.reject(new StorageError(`connection to ${SECRETS.crmToken} lost`));

  it.each([
    ['the inbox', { inbox: anInbox(away) }],
    ['the integrations', { integrations: { findById: away, findByLookupKey: away } }],
    ['the vault', { vault: { read: away } }],
  ])('%s: a webhook gets 503', async (_what, changes) => {
    const system = await createWebhookSystem(changes);
    for (const [path, request] of [
      [QUO, signed(aCallEvent('EV1'))],
      [CRM, crmRequest([aChange('e1')])],
    ] as const) {
      const answer = await system.receive(new Request(`https://hooks.test${path}`, request));
      expect([answer.status, await answer.text()]).toEqual([503, '']);
    }
    await expectNothingKept(system);
  });

  it('is answered in time although the store never answers', async () => {
    const system = await createWebhookSystem({ inbox: anInbox(async () => new Promise(() => {})) });
    expect(await system.clock.runUntil(system.send(QUO, signed(aCallEvent('EV1'))))).toBe(503);
    expect(system.clock.now() - SIGNED_AT_MS).toBeLessThanOrEqual(8000);
    expect(system.clock.sleeping).toBe(0);
  });

  it.each([
    ['is down', away, 0],
    ['is slow', async (): Promise<never> => new Promise(() => {}), 2000],
  ])('a queue that %s loses nothing and delays little', async (_how, queueIntegrationMessages, waitMs) => {
    const system = await createWebhookSystem({ queueManager: { queueIntegrationMessages } });
    expect(await system.clock.runUntil(system.send(QUO, signed(aCallEvent('EV1'))))).toBe(200);
    expect(system.clock.now() - SIGNED_AT_MS).toBe(waitMs);
    expect((await system.stored()).map(({ id }) => id)).toEqual(['quo:EV1']);
    expect(system.log.join()).toContain('stored but not queued');
    expectNoSecrets(system.log);
  });
});
