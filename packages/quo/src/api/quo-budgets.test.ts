import type { RateLimits } from '@frigg-crm/core';
import { createVirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createQuoBudgets } from './quo-budgets.ts';
import { createQuoClient } from '../create-quo-client.ts';

it('gives every client of one key the same budget, and other keys others', () => {
  const budgets = createQuoBudgets();
  expect(budgets.forKey('k1\n')).toBe(budgets.forKey('k1'));
  expect(budgets.forKey('k2')).not.toBe(budgets.forKey('k1'));
});

it('keeps concurrent clients of one key within 10 requests in any second', async () => {
  const clock = createVirtualClock();
  const budgets = createQuoBudgets({ clock });
  const starts: number[] = [];
  const fetch = async (): Promise<Response> => {
    starts.push(clock.now());
    return Response.json({ data: [] });
  };
  const clients = Array.from({ length: 4 }, () => createQuoClient({ apiKey: 'k1', budget: budgets.forKey('k1'), fetch, clock }));
  await clock.runUntil(Promise.all(clients.flatMap(({ phoneNumbers }) => Array.from({ length: 9 }, async () => phoneNumbers.list()))));

  expect(starts).toHaveLength(36);
  for (const [index, start] of starts.entries())
    expect((starts[index + 10] ?? Number.POSITIVE_INFINITY) - start).toBeGreaterThanOrEqual(1000);
  expect(starts.at(-1)! - starts[0]!).toBe(3120);
});

it('shares the limit of a key between programs by their store, which never sees the key', async () => {
  const clock = createVirtualClock();
  const keys = new Set<string>();
  let freeAtMs = 0;
  const rateLimits: RateLimits = {
    async reserve(key, { costMs }) {
      keys.add(key);
      const waitMs = Math.max(0, freeAtMs - clock.now());
      freeAtMs = clock.now() + waitMs + costMs;
      return waitMs;
    },
    park: async () => undefined,
    unpark: async () => false,
    parkedFor: async () => new Map(),
  };
  const starts: number[] = [];
  const fetch = async (): Promise<Response> => {
    starts.push(clock.now());
    return Response.json({ data: [] });
  };
  const programs = [
    createQuoClient({ apiKey: 'secret', rateLimits, fetch, clock }),
    createQuoClient({ apiKey: 'secret', budget: createQuoBudgets({ rateLimits, clock }).forKey(' secret'), fetch, clock }),
  ];
  await clock.runUntil(Promise.all(programs.flatMap(({ phoneNumbers }) => Array.from({ length: 10 }, async () => phoneNumbers.list()))));
  expect(starts).toHaveLength(20);
  for (const [index, start] of starts.entries())
    expect((starts[index + 10] ?? Number.POSITIVE_INFINITY) - start).toBeGreaterThanOrEqual(1000);
  expect([...keys]).toEqual([createQuoBudgets().rateLimitKey('secret')]);
  expect([...keys].join()).not.toContain('secret');
});

it('keeps a client without a budget within the documented limit', async () => {
  const clock = createVirtualClock();
  const starts: number[] = [];
  const fetch = async (): Promise<Response> => {
    starts.push(clock.now());
    return Response.json({ data: [] });
  };
  const { phoneNumbers } = createQuoClient({ apiKey: 'k1', fetch, clock });
  await clock.runUntil(Promise.all(Array.from({ length: 11 }, async () => phoneNumbers.list())));
  expect(starts.at(-1)! - starts[0]!).toBe(1040);
});
