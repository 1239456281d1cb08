import { CredentialUnreadableError, toProcessId, type CredentialKey } from '@frigg-crm/core';
import { ApiRefusedError, ApiUnauthorizedError } from '@frigg-crm/http';
import { aProcess } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createLifecycleSystem, type LifecycleSystem } from './test-support/lifecycle-system.ts';
import { createPlainVault } from './test-support/plain-vault.ts';
import { NOTHING, RECORD_ALONE, fill, leftOf, outlast } from './test-support/whole-integration.ts';

const HOUR_MS = 3_600_000;

async function aWhole(): Promise<LifecycleSystem> {
  const system = createLifecycleSystem();
  await system.setUp();
  await fill(system, 'i1');
  return system;
}

describe('a deletion', () => {
  it('ends our access at the CRM only when Quo is clean too: who is not let in may not be loaded again', async () => {
    const system = await aWhole();
    system.quoAnswers = ({ method }) => (method === 'DELETE' ? new Response(null, { status: 503 }) : undefined);
    expect(await system.run(system.lifecycle.delete('i1'))).toBe(false);
    expect(system.crm.revoked).toEqual([]);
    system.quoAnswers = () => undefined;
    await system.clock.advance(HOUR_MS);
    await system.run(system.lifecycle.reconcile('i1'));
    expect([system.crm.revoked, await leftOf(system, 'i1')]).toEqual([['i1'], RECORD_ALONE]);
  });

  it.each([
    ['it cannot be loaded', async () => Promise.reject(new CredentialUnreadableError('another master key'))],
    ['its loading is refused', async () => Promise.reject(new ApiUnauthorizedError({ api: 'Acme', operation: 'GET /me', status: 401 }))],
  ])('keeps everything for another attempt when %s', async (_why, loadIntegration) => {
    const system = await aWhole();
    const before = await leftOf(system, 'i1');
    expect(await system.run(system.boot({ loadIntegration }).delete('i1'))).toBe(false);
    expect(await system.find()).toMatchObject({ failedAttempts: 1 });
    expect(await leftOf(system, 'i1')).toEqual(before);
  });

  it('keeps everything for another attempt when the secret of the CRM cannot be read', async () => {
    const system = await aWhole();
    expect(await system.run(system.boot({ vault: unreadable(system, 'crm-webhooks') }).delete('i1'))).toBe(false);
    expect(await leftOf(system, 'i1')).toMatchObject({ crm: 1, mappings: 1 });
    expect(system.crm.revoked).toEqual([]);
  });

  it('finds the webhooks at Quo by their address when their secret cannot be read', async () => {
    const system = await aWhole();
    await system.run(system.boot({ vault: unreadable(system, 'quo-webhooks') }).delete('i1'));
    expect(await leftOf(system, 'i1')).toEqual(RECORD_ALONE);
  });

  it('counts an account that the CRM itself closes as clean, also where its token is not renewed any more', async () => {
    const system = await aWhole();
    const refused = new ApiRefusedError({ api: 'Acme', operation: 'POST /token', status: 400, apiCode: 'invalid_grant' });
    system.crm.before = () => {
      throw refused;
    };
    await system.run(system.lifecycle.delete('i1'));
    expect(await leftOf(system, 'i1')).toEqual({ ...RECORD_ALONE, crm: 1 });
  });

  it('takes away what work in hand writes late', async () => {
    const system = await aWhole();
    await system.run(system.lifecycle.delete('i1'));
    await system.clock.advance(200_000);
    await fill(system, 'i1');
    await system.processes.create(aProcess({ id: toProcessId('late'), integrationId: 'i1', activeKey: null }));
    await expect(system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' })).rejects.toMatchObject({
      code: 'INTEGRATION_EXISTS',
    });
    expect(await outlast(system)).toBe('deleted');
    expect(await leftOf(system, 'i1')).toEqual(NOTHING);
    expect(await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' })).toMatchObject({ version: 0 });
  });

  it.each(['cancelSyncs', 'revoke'] as const)(
    'whose program has slept in %s through its right to work leaves a new integration of the same id alone',
    async (call) => {
      const system = await aWhole();
      const sleep = async (): Promise<void> => {
        await system.clock.sleep(HOUR_MS);
        throw new Error('the connection is gone');
      };
      const late = system.boot({ [call]: sleep }).delete('i1');
      await system.clock.advance(310_000);
      expect(await system.run(system.lifecycle.reconcile('i1'))).toBe('deleting');
      expect(await outlast(system)).toBe('deleted');
      await system.setUp();
      await fill(system, 'i1');
      const [record, fresh] = [await system.find(), await leftOf(system, 'i1')];
      expect(await system.run(late)).toBe(false);
      expect([await system.find(), await leftOf(system, 'i1'), system.crm.revoked]).toEqual([record, fresh, ['i1']]);
      expect(fresh).toMatchObject({ mappings: 1, quo: 3, crm: 1 });
    },
  );

  it('is tried again where nothing is stored either: what was made and not stored is still outside', async () => {
    const system = createLifecycleSystem();
    await system.lifecycle.create({ id: 'i1', userId: 'u1', connector: 'acme' });
    const loadIntegration = async (): Promise<never> => Promise.reject(new Error('away'));
    expect(await system.run(system.boot({ loadIntegration }).delete('i1'))).toBe(false);
    expect(await system.find()).toMatchObject({ status: 'IN_DELETION', failedAttempts: 1 });
  });

  it('cannot be made to skip its cleaning up by a configuration', async () => {
    const system = createLifecycleSystem();
    await system.setUp({ deletionCleanedUpAt: 'now', mine: 1 });
    expect((await system.find()).config['deletionCleanedUpAt']).toBeUndefined();
  });

  it('is stored at once and requested by a message where the caller cannot wait', async () => {
    const system = await aWhole();
    system.queued.length = 0;
    await system.lifecycle.startDeletion('i1');
    await system.lifecycle.startDeletion('unknown');
    expect((await system.find()).status).toBe('IN_DELETION');
    expect(system.queued.map(({ message, delaySeconds }) => [message.event, message.data.integrationId, delaySeconds])).toEqual([
      ['POST_CREATE_SETUP', 'i1', 0],
    ]);
    expect(await leftOf(system, 'i1')).toMatchObject({ quo: 3, crm: 1 });
    await system.run(system.lifecycle.reconcile('i1'));
    expect(await leftOf(system, 'i1')).toEqual(RECORD_ALONE);
  });
});

/** The vault of the system, of which one secret is under a key that this program does not have. */
function unreadable({ documents }: LifecycleSystem, name: string): ReturnType<typeof createPlainVault> {
  const vault = createPlainVault(documents);
  return {
    ...vault,
    read: async (key: CredentialKey) =>
      key.name === name ? Promise.reject(new CredentialUnreadableError('another master key')) : vault.read(key),
  };
}
