import type { RateLimits } from '@frigg-crm/core';
import { describeRateLimits } from '@frigg-crm/testing';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVERS, openShared, type SharedCollection } from '../test-support/open-stores.ts';
import { startWireServer } from '../testing/server/wire-server.ts';
import { createMongoRateLimits } from './mongo-rate-limits.ts';

describe.each(SERVERS)('%s', (name, server) => {
  let shared: SharedCollection<RateLimits>;
  beforeAll(() => {
    shared = openShared('test_rate_limits', createMongoRateLimits, server);
  });
  afterAll(async () => {
    await shared.close();
  });
  describeRateLimits(name, { make: async (clock) => shared.make(clock), open: (clock) => shared.open(clock) });
});

it('goes by the clock of the server, whatever time it is here', async () => {
  let serverMs = Date.parse('2031-07-01T00:00:00.000Z');
  const server = await startWireServer({ now: () => serverMs });
  const client = new MongoClient(`mongodb://127.0.0.1:${server.port}/app`);
  const rateLimits = createMongoRateLimits({ db: client.db() });
  expect(await rateLimits.reserve('a', { costMs: 600_000 })).toBe(0);
  serverMs += 300_000;
  const waitMs = await rateLimits.reserve('a', { costMs: 1 });
  // The time is uncertain by the duration of the response.
  expect(Math.abs(waitMs - 300_000)).toBeLessThan(30_000);
  await rateLimits.park('b', 600_000);
  expect((await rateLimits.parkedFor(['b'])).get('b')).toBeGreaterThanOrEqual(600_000);
  await client.close();
  await server.stop();
});
