import { describeLeases } from '@frigg-crm/testing';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVERS, openShared, type SharedCollection } from '../test-support/open-stores.ts';
import { startWireServer } from '../testing/server/wire-server.ts';
import { createMongoLeases } from './mongo-leases.ts';
import type { Leases } from '@frigg-crm/core';

describe.each(SERVERS)('%s', (name, server) => {
  let shared: SharedCollection<Leases>;
  beforeAll(() => {
    shared = openShared('test_leases', createMongoLeases, server);
  });
  afterAll(async () => {
    await shared.close();
  });
  describeLeases(name, { make: async (clock) => shared.make(clock), open: (clock) => shared.open(clock) });
});

it('goes by the clock of the server, whatever time it is here', async () => {
  let serverMs = Date.parse('2031-07-01T00:00:00.000Z');
  const server = await startWireServer({ now: () => serverMs });
  const client = new MongoClient(`mongodb://127.0.0.1:${server.port}/app`);
  const leases = createMongoLeases({ db: client.db() });
  await leases.hold(['a'], { holder: 'first', ttlMs: 60_000 });
  serverMs += 60_000 - 1;
  expect(await leases.hold(['a'], { holder: 'second', ttlMs: 60_000 })).toEqual([]);
  // The duration of the response is added to a lease, so that it never ends too early.
  serverMs += 10_000;
  expect(await leases.hold(['a'], { holder: 'second', ttlMs: 60_000 })).toEqual(['a']);
  await client.close();
  await server.stop();
});
