import { inspect } from 'node:util';
import { createVirtualClock, TEST_START_MS } from '@frigg-crm/testing';
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

  const refusing = (statusCode: number | undefined): ModuleApi => {
    const api = new ModuleApi('t1');
    // As Frigg words it: with the request, whose body has the secrets.
    const error = Object.assign(new Error('POST https://crm/token client_secret=hunter2'), { statusCode });
    return Object.assign(api, { refreshAccessToken: async () => Promise.reject(error) });
  };

  it.each([
    [400, 'API_UNAUTHORIZED'],
    [401, 'API_UNAUTHORIZED'],
    [503, 'API_UNAVAILABLE'],
    [undefined, 'API_UNAVAILABLE'],
  ])(
    'F2: are lost where the account is refused, and only then: status %s is %s, without the secrets that Frigg quotes',
    async (status, code) => {
      const clock = createVirtualClock();
      const api = refusing(status);
      const tokens = createModuleTokens({ module: { api }, reload: async () => ({ api }), clock });
      const error = await clock.runUntil(tokens.refresh('t1').catch((caught: unknown) => caught as Error));
      expect(error).toMatchObject({ code });
      expect(inspect(error, { depth: 5 })).not.toContain('hunter2');
    },
  );

  it('F1: are those of another invocation, which has won the race for a refresh', async () => {
    const clock = createVirtualClock();
    const tokens = createModuleTokens({
      module: { api: refusing(400) },
      reload: async () => ({ api: new ModuleApi(clock.now() > TEST_START_MS ? 't2' : 't1') }),
      clock,
    });
    expect(await clock.runUntil(tokens.refresh('t1'))).toBe('t2');
  });

  it('are used until the API refuses them, where the CRM names no end: Frigg notes the moment of their issue', async () => {
    const clock = createVirtualClock();
    const api = Object.assign(new ModuleApi('t1', () => 't2'), { accessTokenExpire: new Date(clock.now()) });
    const tokens = createModuleTokens({ module: { api }, reload: async () => ({ api }), clock });
    await clock.advance(3_600_000);
    expect([await tokens.get(), api.refreshes]).toEqual(['t1', 0]);
  });
});
