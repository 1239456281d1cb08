import { aProcess } from '@frigg-crm/testing';
import { BSON, MongoClient, type MongoClientOptions } from 'mongodb';
import { afterEach, describe, expect, it } from 'vitest';
import { plantFailure } from '../test-support/plant-failure.ts';
import { createMongoLeases } from '../leases/mongo-leases.ts';
import { createMongoMappingRepository } from '../mapping-repository/mongo-mapping-repository.ts';
import { createMongoRateLimits } from '../rate-limits/mongo-rate-limits.ts';
import type { ServerDeviations } from '../testing/server/deviations.ts';
import { startWireServer, type WireServer } from '../testing/server/wire-server.ts';
import { openMongoStore } from './open-mongo-store.ts';

const FERRETDB = { version: '7.0.42', ferretdbVersion: 'v1.24.0' };
let server: WireServer | undefined;

afterEach(async () => {
  await server?.stop();
});

async function start(deviations: ServerDeviations): Promise<string> {
  server = await startWireServer({ deviations });
  return `mongodb://127.0.0.1:${server.port}/app`;
}

/** @returns which documents and collections there are. */
async function contentOf(url: string): Promise<readonly string[]> {
  const client = new MongoClient(url);
  const collections = await client.db().listCollections().toArray();
  const documents = await Promise.all(collections.map(async ({ name }) => client.db().collection(name).find({}).toArray()));
  await client.close();
  return [...collections.map(({ name }) => name), ...documents.flat().map(({ _id }) => String(_id))];
}

describe('opening a server that lacks something', () => {
  it.each<{ readonly deviations: ServerDeviations; readonly message: string }>([
    {
      deviations: { expiringIndexes: 'refused', buildInfo: FERRETDB },
      message: 'FerretDB v1.24.0 (MongoDB 7.0.42) cannot be used: it has no indexes that expire (238).',
    },
    {
      deviations: { expiringIndexes: 'ignored' },
      message: 'The MongoDB server 7.0.0 cannot be used: it has no indexes that expire.',
    },
    {
      deviations: { updatesInTwoSteps: true, expiringIndexes: 'refused', buildInfo: FERRETDB },
      message:
        'FerretDB v1.24.0 (MongoDB 7.0.42) cannot be used: it has no indexes that expire (238), and loses increments ($inc) that come at the same time, and lets several programs win the same conditional update.',
    },
    {
      deviations: { buildInfo: { version: '4.2.24' } },
      message: 'The MongoDB server 4.2.24 cannot be used: it is older than version 4.4.',
    },
  ])('F46: names the server and what it lacks before anything is stored: $message', async ({ deviations, message }) => {
    const url = await start(deviations);
    await expect(openMongoStore({ url })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: `${message} Use MongoDB 4.4 or newer, or a server that the README of @frigg-crm/mongo-process-repo names`,
    });
    // Nothing but the empty collection on which it was tried.
    expect((await contentOf(url)).filter((name) => name !== 'frigg_leases')).toEqual([]);
  });

  it('F46: shows the words of the driver about an old protocol at once, without the address', async () => {
    const url = await start({ maxWireVersion: 6 });
    const startedAt = performance.now();
    const error = await openMongoStore({ url, connectTimeoutMs: 20_000 }).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message:
        'The MongoDB server reports maximum wire version 6, but this version of the Node.js Driver requires at least 9 (MongoDB 4.4): upgrade the server, or use another one',
    });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('F46: shows the words of the driver to a program with a client of its own, too', async () => {
    const client = new MongoClient(await start({ maxWireVersion: 6 }), { serverSelectionTimeoutMS: 300 });
    await expect(createMongoLeases({ db: client.db() }).hold(['a'], { holder: 'w', ttlMs: 1 })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining('reports maximum wire version 6, but this version of the Node.js Driver requires at least 9'),
    });
    await client.close();
  });

  it('F46: says of a command that the server does not support that nothing was changed', async () => {
    const url = await start({});
    const store = await openMongoStore({ url });
    await plantFailure(url, { failCommands: ['insert'], errorCode: 238 });
    await expect(store.processRepository.create(aProcess())).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining('(238); nothing was changed'),
    });
    await store.close();
  });

  it('leaves no trace of the check in a server that passes it, and checks once for each client', async () => {
    const url = await start({});
    const store = await openMongoStore({ url });
    expect(await store.db.collection('frigg_leases').find({}).toArray()).toEqual([]);
    await store.close();
  });
});

describe('numbers of a server that are not what MongoDB sends', () => {
  const settings: readonly MongoClientOptions[] = [{}, { promoteLongs: false }, { useBigInt64: true }, { promoteValues: false }];
  const times: readonly (readonly [string, (ms: number) => unknown])[] = [
    ['a date', (ms) => new Date(ms)],
    ['a 64-bit integer', (ms) => BSON.Long.fromNumber(ms)],
    ['a double', (ms) => new BSON.Double(ms)],
  ];

  it.each(times)('F47: %s is read as the time, whatever the settings of the client', async (_name, localTime) => {
    const url = await start({ localTime: (now) => localTime(now.getTime()) });
    for (const options of settings) {
      const client = new MongoClient(url, options);
      const db = client.db();
      const before = Date.now();
      await createMongoLeases({ db }).hold(['a'], { holder: 'w', ttlMs: 60_000 });
      const lease = await db.collection<{ _id: string; endsAt: Date }>('frigg_leases').findOne({ _id: 'a' }, { promoteValues: true });
      expect(Number(lease?.endsAt)).toBeGreaterThanOrEqual(before + 60_000);
      await createMongoRateLimits({ db }).park('k', 60_000);
      expect((await createMongoRateLimits({ db }).parkedFor(['k'])).get('k')).toBeGreaterThan(30_000);
      await client.close();
    }
  });

  it.each([
    ['a string', 'noon'],
    ['missing', undefined],
    ['-5', -5],
    ['a BSON Timestamp', new BSON.Timestamp({ t: 1, i: 1 })],
  ])('F47: an error says that localTime is %s', async (what, localTime) => {
    const url = await start({ localTime: () => localTime });
    const client = new MongoClient(url);
    await expect(createMongoLeases({ db: client.db() }).hold(['a'], { holder: 'w', ttlMs: 1 })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: `The MongoDB server reports no valid time: localTime of hello is ${what}, and must be a date or milliseconds since 1970`,
    });
    await client.close();
  });

  it('F47: a count may be any of the number types, and an error says what else it is', async () => {
    let n: unknown = BSON.Long.fromNumber(7);
    const url = await start({ count: () => n });
    for (const options of settings) {
      const client = new MongoClient(url, options);
      const mappings = createMongoMappingRepository({ db: client.db() });
      for (n of [7, BSON.Long.fromNumber(7), new BSON.Double(7)])
        expect(await mappings.count({ integrationId: 'i', objectType: 'person' })).toBe(7);
      n = 'many';
      await expect(mappings.count({ integrationId: 'i', objectType: 'person' })).rejects.toMatchObject({
        message: 'The MongoDB server does not count: n of count is a string, and must be a number',
      });
      await client.close();
    }
  });
});
