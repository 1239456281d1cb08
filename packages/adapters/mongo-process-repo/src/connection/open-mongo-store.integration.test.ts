import { aProcess } from '@frigg-crm/testing';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { plantFailure } from '../test-support/plant-failure.ts';
import { startWireServer, type WireServer } from '../testing/server/wire-server.ts';
import { openMongoStore, type MongoStore } from './open-mongo-store.ts';

let server: WireServer;
let url: string;

/** Faults are planted in a server of the test's own. */
beforeEach(async () => {
  server = await startWireServer();
  url = `mongodb://127.0.0.1:${server.port}/frigg`;
});

afterEach(async () => {
  await server.stop();
});

async function withStore(
  work: (store: MongoStore) => Promise<void>,
  options: { readonly url?: string; readonly responseTimeoutMs?: number } = {},
) {
  const store = await openMongoStore({ url, connectTimeoutMs: 2000, ...options });
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

const withoutRetries = () => ({ url: `${url}?retryReads=false` });

describe('openMongoStore', () => {
  it('makes the indexes, finds again what an earlier program stored, and closes twice', async () => {
    const options = { url: inject('mongoUrl'), collections: { processes: 'opened', documents: 'opened_documents' } };
    const first = await openMongoStore(options);
    for (const name of Object.values(options.collections)) await first.db.collection(name).deleteMany({});
    await first.processRepository.create(aProcess({ activeKey: 'key' }));
    const document = { collection: 'c', integrationId: 'i', id: 'd', value: {}, tags: [], dueAt: null, expiresAt: null, version: 0 };
    await first.documents.insert([document]);
    expect(await first.db.collection('opened_documents').indexes()).toHaveLength(6);
    await first.close();
    await first.close();
    const second = await openMongoStore(options);
    expect(await second.processRepository.find({})).toStrictEqual([aProcess({ activeKey: 'key' })]);
    await expect(second.processRepository.create(aProcess({ activeKey: 'key' }))).rejects.toMatchObject({ code: 'PROCESS_CONFLICT' });
    expect(await second.documents.find(document)).toStrictEqual(document);
    await second.close();
  });

  it.each([
    'http://jane:hunter2@db/app',
    'mongodb://jane:hunter2@db',
    'mongodb://jane:hunter2@db:27017/',
    'mongodb://jane:hunter2@db:port/app',
    'mongodb://jane:hunter2@db:27017/app?unheardOf=1',
    'mongodb://jane:hun%ter2@db:27017/app',
    'mongodb+srv://jane:hunter2@cluster.example.com:27017/app',
    '',
    undefined,
  ])('refuses %s without showing the password', async (wrong) => {
    const error = await openMongoStore({ url: wrong as string }).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ code: 'CONFIGURATION_INVALID', retryable: false });
    expect(`${String((error as Error).stack)}${String((error as Error).cause)}`).not.toMatch(/hun%?t|jane/);
  });

  it('reports that no server responds, without address or password', async () => {
    await server.stop();
    const opening = openMongoStore({ url: url.replace('://', '://jane:hunter2@'), connectTimeoutMs: 200 });
    const error = await opening.catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ code: 'STORAGE_FAILED', retryable: true });
    expect((error as Error).message).toBe('MongoDB request failed (ECONNREFUSED); whether a change took effect is unknown');
    expect(JSON.stringify([(error as Error).stack, ((error as Error).cause as Error).stack])).not.toMatch(/hunter2|jane|127\.0\.0\.1/);
  });

  it('says that access is refused', async () => {
    await plantFailure(url, { failCommands: ['saslStart'], errorCode: 18 }, 100);
    const opening = openMongoStore({ url: url.replace('://', '://jane:hunter2@'), connectTimeoutMs: 2000 });
    await expect(opening).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID', message: expect.stringContaining('refuses access (18)') });
  });

  it('says that an index is in the way, and which server code says so', async () => {
    const client = new MongoClient(url);
    await client.db().collection('frigg_processes').createIndex({ activeKey: 1 }, { name: 'frigg_active_key' });
    await expect(openMongoStore({ url })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining('(86)'),
    });
    await client.close();
  });
});

describe('a store that is open', () => {
  it('reports that a change may have taken effect when the response is lost, and it has', async () => {
    await withStore(async ({ processRepository }) => {
      await processRepository.create(aProcess());
      await plantFailure(url, { failCommands: ['update'], closeAfterwards: true });
      await expect(processRepository.save(aProcess())).rejects.toMatchObject({ code: 'STORAGE_FAILED', retryable: true });
      expect((await processRepository.findById(aProcess().id))?.version).toBe(1);
      await expect(processRepository.save(aProcess())).rejects.toMatchObject({ code: 'PROCESS_CONFLICT' });
    });
  });

  it('reports a server that takes no writes for now as something to try again', async () => {
    await withStore(async ({ processRepository }) => {
      await plantFailure(url, { failCommands: ['insert'], errorCode: 10107 });
      await expect(processRepository.create(aProcess())).rejects.toMatchObject({
        code: 'STORAGE_FAILED',
        message: expect.stringContaining('(10107)'),
      });
      await processRepository.create(aProcess());
    });
  });

  it('reads again by itself when a connection breaks', async () => {
    await withStore(async ({ processRepository }) => {
      await processRepository.create(aProcess());
      await plantFailure(url, { failCommands: ['find'], closeConnection: true });
      expect(await processRepository.find({})).toHaveLength(1);
    });
  });

  it('fails a call to a server that hangs at its deadline, and destroys the connection', async () => {
    await withStore(
      async ({ processRepository }) => {
        await plantFailure(url, { failCommands: ['find'], hang: true });
        await expect(processRepository.find({})).rejects.toMatchObject({
          code: 'STORAGE_FAILED',
          message: 'MongoDB did not respond within 200 ms; whether a change took effect is unknown',
        });
        expect(await processRepository.find({})).toEqual([]);
      },
      { ...withoutRetries(), responseTimeoutMs: 200 },
    );
  });

  it('stops waiting when the signal says so, and goes on working', async () => {
    await withStore(async ({ processRepository }) => {
      await plantFailure(url, { failCommands: ['insert', 'find'], hang: true }, 2);
      const waiting = new AbortController();
      const reason = new Error('shutting down');
      const calls = [processRepository.create(aProcess(), waiting), processRepository.find({}, waiting)];
      setImmediate(() => waiting.abort(reason));
      for (const call of calls) await expect(call).rejects.toBe(reason);
      expect(await processRepository.find({})).toEqual([]);
    });
  });

  it('reports work after its end as something that did not happen', async () => {
    const store = await openMongoStore({ url });
    await store.close();
    await expect(store.processRepository.find({})).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });
});
