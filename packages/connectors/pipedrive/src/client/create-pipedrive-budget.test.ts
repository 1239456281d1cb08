import type { RateLimits } from '@frigg-crm/core';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createPipedriveBudget } from './create-pipedrive-client.ts';
import { createPipedriveClient, type PipedriveClientOptions } from './create-pipedrive-client.ts';

/** Notes under which names something is reserved; everything is free. */
function createNotes(): { readonly rateLimits: RateLimits; readonly keys: Set<string> } {
  const keys = new Set<string>();
  const reserve = async (key: string): Promise<number> => {
    keys.add(key);
    return 0;
  };
  return { keys, rateLimits: { reserve, park: async () => undefined, unpark: async () => false, parkedFor: async () => new Map() } };
}

it.each([
  [undefined, 80],
  [160, 160],
])('allows, set to %j, %i requests in any two seconds', async (requests, allowed) => {
  const clock = createVirtualClock();
  const budget = createPipedriveBudget({ account: '1:2', requests, clock });
  const starts: number[] = [];
  await clock.runUntil(Promise.all(Array.from({ length: allowed + 1 }, async () => budget.take().then(() => starts.push(clock.now())))));
  expect((starts.at(-1) ?? 0) - (starts[0] ?? 0)).toBe(2_080);
  expect(new Set(starts).size).toBe(2);
});

it('shares the limit of a user by a store, which sees neither domain, nor ids, nor token', async () => {
  const clock = createVirtualClock();
  const { rateLimits, keys } = createNotes();
  const ask = async (options: Partial<PipedriveClientOptions>): Promise<unknown> => {
    const fetch = async (): Promise<Response> => Response.json({ success: true, data: [] });
    const client = createPipedriveClient({
      baseUrl: 'https://acme.pipedrive.com',
      token: 'secret',
      rateLimits,
      fetch,
      clock,
      ...options,
    });
    return clock.runUntil(client.persons.list({ limit: 1 }));
  };
  await ask({ account: '1:2' });
  await ask({ account: '1:2', token: 'renewed-secret', baseUrl: 'https://renamed.pipedrive.com' });
  expect(keys.size).toBe(1);
  await ask({ account: '1:3' });
  await ask({});
  await ask({ token: 'renewed-secret' });
  expect(keys.size).toBe(3);
  expect([...keys].join()).not.toMatch(/acme|secret|1:2/);
});
