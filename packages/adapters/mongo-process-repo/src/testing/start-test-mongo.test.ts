import { MongoClient } from 'mongodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { freeDatabaseUrl } from './free-database-url.ts';
import { startWireServer } from './server/wire-server.ts';
import { startTestMongo } from './start-test-mongo.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

async function namesIn(url: string, database?: string): Promise<readonly string[]> {
  const client = new MongoClient(url);
  const collections = await client.db(database).listCollections().toArray();
  await client.close();
  return collections.map(({ name }) => name);
}

async function fill(url: string): Promise<void> {
  const client = new MongoClient(url);
  await client.db().collection('items').insertOne({ n: 1 }, { forceServerObjectId: false });
  await client.close();
}

describe('startTestMongo', () => {
  it('takes a database of its own on the server that MONGO_URL names, and leaves the others alone', async () => {
    const server = await startWireServer();
    const theirs = `mongodb://127.0.0.1:${server.port}/production`;
    await fill(theirs);
    vi.stubEnv('MONGO_URL', theirs);
    const test = await startTestMongo();
    expect(test.server).toBe('MONGO_URL');
    expect(await namesIn(test.url)).toEqual([]);
    await fill(test.url);
    await test.stop();
    await test.stop();
    expect(await namesIn(test.url)).toEqual([]);
    expect(await namesIn(theirs)).toEqual(['items']);
    await server.stop();
  });

  it('starts a server of its own, and ends it', async () => {
    vi.stubEnv('MONGO_URL', '');
    const { url, server, stop } = await startTestMongo();
    expect(server).toBe('wire-server');
    await fill(url);
    await stop();
    await stop();
    const client = new MongoClient(url, { serverSelectionTimeoutMS: 100 });
    await expect(client.db().command({ ping: 1 })).rejects.toThrow('ECONNREFUSED');
    await client.close();
  });
});

describe('the address of a free database', () => {
  it.each([
    ['mongodb://host', 'mongodb://host/free'],
    ['mongodb://host:27017/', 'mongodb://host:27017/free'],
    ['mongodb://a:1,b:2/app?replicaSet=r', 'mongodb://a:1,b:2/free?replicaSet=r'],
    ['mongodb+srv://u:p@host/?w=1', 'mongodb+srv://u:p@host/free?w=1'],
    ['mongodb://u:p@host/app', 'mongodb://u:p@host/free?authSource=app'],
    ['mongodb://u:p@host/app?authSource=admin', 'mongodb://u:p@host/free?authSource=admin'],
  ])('keeps hosts, options and who is let in: %s', (url, free) => {
    expect(freeDatabaseUrl(url, 'free')).toBe(free);
  });

  it('refuses what is no address, without quoting it', () => {
    expect(() => freeDatabaseUrl('hunter2')).toThrow('MONGO_URL must have the form mongodb://host:27017');
  });
});
