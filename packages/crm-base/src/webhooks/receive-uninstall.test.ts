import { StorageError, type JsonObject } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { RefusedError, SECRETS, anIntegration, createWebhookSystem, type WebhookSystem } from './test-support/webhook-system.ts';
import { expectNoSecrets } from './test-support/expect-nothing-kept.ts';

describe('an uninstalled app', () => {
  const uninstallers = {
    fake: async ({ headers, method }: { readonly headers: Headers; readonly method: string }) => {
      if (headers.get('x-token') !== SECRETS.crmToken) throw new RefusedError('not the CRM');
      return method === 'DELETE' ? { lookupKey: 'fake/123/5' } : undefined;
    },
  };
  const request = { method: 'DELETE', headers: { 'x-token': SECRETS.crmToken }, body: JSON.stringify({} satisfies JsonObject) };

  async function createUninstallSystem(fail: () => void = () => {}): Promise<{ system: WebhookSystem; deleted: string[] }> {
    const deleted: string[] = [];
    const onUninstall = async ({ id }: { readonly id: string }): Promise<void> => {
      fail();
      deleted.push(id);
    };
    const system = await createWebhookSystem({ uninstallers, onUninstall });
    await system.integrations.create(anIntegration({ id: 'i2', lookupKeys: ['fake/123/6'] }));
    await system.integrations.create(anIntegration({ id: 'i3', connector: 'other' }));
    return { system, deleted };
  }

  it('P25: has the integration deleted that was connected by this user, and no other', async () => {
    const { system, deleted } = await createUninstallSystem();
    expect(await system.send('/uninstall/fake', request)).toBe(200);
    expect(deleted).toEqual(['i1']);
    await system.integrations.save({ ...anIntegration(), status: 'IN_DELETION' });
    expect(await system.send('/uninstall/fake', request)).toBe(200);
    expect(deleted).toEqual(['i1']);
  });

  it('does nothing when its proof is missing, or it names no integration', async () => {
    const { system, deleted } = await createUninstallSystem();
    expect(await system.send('/uninstall/fake', { ...request, headers: {} })).toBe(401);
    expect(await system.send('/uninstall/fake', { ...request, method: 'POST' })).toBe(200);
    await system.integrations.deleteById('i1');
    expect(await system.send('/uninstall/fake', request)).toBe(200);
    expect(deleted).toEqual([]);
    expectNoSecrets(system.log);
  });

  it('is tried again, and answered 200 whatever happens', async () => {
    let failures = 2;
    const fail = (): void => {
      if ((failures -= 1) >= 0) throw new StorageError('away');
    };
    const { system, deleted } = await createUninstallSystem(fail);
    expect(await system.clock.runUntil(system.send('/uninstall/fake', request))).toBe(200);
    expect(deleted).toEqual(['i1']);
    failures = 99;
    expect(await system.clock.runUntil(system.send('/uninstall/fake', request))).toBe(200);
    expect(system.log.join()).toContain('it is not certain');
    expect(system.log.join()).toContain('else delete it by hand');
  });
});
