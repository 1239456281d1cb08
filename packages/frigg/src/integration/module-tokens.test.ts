import { createVirtualClock } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { ModuleApi } from '../test-support/frigg-app.ts';
import { createModuleTokens } from './module-tokens.ts';

describe('the tokens of a module', () => {
  it('are those that Frigg has, refreshed by its module once for all who need them', async () => {
    const api = new ModuleApi('t1', () => 't2');
    const tokens = createModuleTokens({ module: { api }, reload: async () => ({ api }), clock: createVirtualClock() });
    expect(await tokens.get()).toBe('t1');
    expect(await Promise.all([tokens.refresh('t1'), tokens.refresh('t1')])).toEqual(['t2', 't2']);
    expect(api.refreshes).toBe(1);
  });

  it('are not refreshed when another invocation has done so', async () => {
    const api = new ModuleApi('t1', () => 't3');
    const tokens = createModuleTokens({ module: { api }, reload: async () => ({ api: new ModuleApi('t2') }), clock: createVirtualClock() });
    expect(await tokens.refresh('t1')).toBe('t2');
    expect(api.refreshes).toBe(0);
  });

  it('are texts, also where Frigg has made a number of one', async () => {
    const api = { access_token: 12345 as unknown as string };
    expect(await createModuleTokens({ module: { api }, reload: async () => undefined }).get()).toBe('12345');
  });

  it('cannot be refreshed where the module cannot', async () => {
    const tokens = createModuleTokens({ module: { api: { access_token: 't1' } }, reload: async () => undefined });
    await expect(tokens.refresh('t1')).rejects.toMatchObject({ code: 'API_UNAUTHORIZED' });
  });
});
