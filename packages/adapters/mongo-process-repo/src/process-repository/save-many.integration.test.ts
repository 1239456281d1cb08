import { toProcessId, type Process, type ProcessRepository, type SaveOutcome } from '@frigg-crm/core';
import { compareByBytes } from '@frigg-crm/core/adapter';
import { aProcess } from '@frigg-crm/testing';
import { MongoClient, MongoNetworkError, type CommandStartedEvent, type Document } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureIndexes } from '../indexes/ensure-indexes.ts';
import { plantFailure } from '../test-support/plant-failure.ts';
import { startWireServer, type WireServer } from '../testing/server/wire-server.ts';
import { createMongoProcessRepository } from './mongo-process-repository.ts';
import { createSaveMany, type SaveManyDependencies } from './save-many.ts';

const IDS = ['a', 'b', 'c', 'd'];
const named = (id: string, overrides: Partial<Process> = {}): Process => aProcess({ id: toProcessId(id), ...overrides });

let server: WireServer;
let url: string;
let client: MongoClient;
let repository: ProcessRepository;

beforeEach(async () => {
  server = await startWireServer();
  url = `mongodb://127.0.0.1:${server.port}/app`;
  client = new MongoClient(url, { monitorCommands: true });
  await ensureIndexes(client.db());
  repository = createMongoProcessRepository({ db: client.db() });
  for (const id of IDS) await repository.create(named(id));
});

afterEach(async () => {
  await client.close();
  await server.stop();
});

const saveMany = async (processes: readonly Process[]): Promise<readonly SaveOutcome[]> => (await repository.saveMany?.(processes)) ?? [];

/** `saved`, `untouched`, or the code of what failed. */
function kindOf(outcome: SaveOutcome): string {
  return outcome.kind === 'failed' ? (outcome.error as { code: string }).code : outcome.kind;
}

async function versions(): Promise<readonly number[]> {
  return (await repository.findByIds(IDS.map(toProcessId))).map(({ version }) => version);
}

/** @returns the commands that are sent from now on. */
function watchCommands(): readonly CommandStartedEvent[] {
  const commands: CommandStartedEvent[] = [];
  client.on('commandStarted', (event) => void commands.push(event));
  return commands;
}

const CONCERN = { failCommands: ['update'], writeConcernError: { code: 64, errmsg: 'waiting for jane@example.com timed out' } };

describe('many processes that are saved at once in MongoDB', () => {
  it('are saved by one command, in the order of their ids, acknowledged by a majority', async () => {
    const commands = watchCommands();
    expect((await saveMany(['d', 'b', 'a', 'c'].map((id) => named(id)))).map(kindOf)).toEqual(IDS.map(() => 'saved'));
    expect(commands.map(({ commandName }) => commandName)).toEqual(['update']);
    const { updates, ordered, writeConcern } = (commands[0]?.command ?? {}) as Document;
    const ids = (updates as readonly Document[]).map(({ q }) => String((q as Document)['_id'].$eq));
    expect([ordered, writeConcern, ids]).toEqual([false, { w: 'majority' }, IDS.toSorted(compareByBytes)]);
  });

  it('are found by a read that a majority has, when not all of them were saved', async () => {
    await repository.save(named('b'));
    const commands = watchCommands();
    expect((await saveMany(IDS.map((id) => named(id)))).map(kindOf)).toEqual(['saved', 'PROCESS_CONFLICT', 'saved', 'saved']);
    expect(commands.map(({ commandName }) => commandName)).toEqual(['update', 'find']);
    expect(commands[1]?.command).toMatchObject({ readConcern: { level: 'majority' }, projection: { version: 1, saveId: 1 } });
  });

  it('are not taken for those of another program that saved the same content', async () => {
    const other = createMongoProcessRepository({ db: client.db() });
    const wanted = IDS.map((id) => named(id, { state: 'SAME' }));
    const both = await Promise.all([saveMany(wanted), other.saveMany?.(wanted)]);
    for (const [index] of IDS.entries())
      expect(both.map((outcomes) => kindOf(outcomes?.[index] ?? { kind: 'untouched' })).toSorted()).toEqual(['PROCESS_CONFLICT', 'saved']);
  });

  it('count as saved when a majority has them, although the acknowledgement failed', async () => {
    await repository.save(named('b'));
    await plantFailure(url, CONCERN);
    const outcomes = await saveMany(IDS.map((id) => named(id)));
    expect(outcomes.map(kindOf)).toEqual(['saved', 'STORAGE_FAILED', 'saved', 'saved']);
    expect(outcomes[1]).toMatchObject({ error: { retryable: true } });
    expect(JSON.stringify(outcomes)).not.toContain('jane');
  });

  it('are unknown when the acknowledgement failed and a majority does not have them', async () => {
    await plantFailure(url, CONCERN);
    // Written on one server only: the read sees what was there before.
    const db = client.db();
    const collection = db.collection('frigg_processes');
    const before = await collection.find().toArray();
    const behind = new Proxy(db, {
      get: (target, key) =>
        key === 'collection'
          ? (...args: Parameters<typeof db.collection>) =>
              new Proxy(target.collection(...args), {
                get: (inner, method) => {
                  const value: unknown = Reflect.get(inner, method, inner);
                  if (method === 'find') return () => ({ toArray: async () => before });
                  return typeof value === 'function' ? (value.bind(inner) as unknown) : value;
                },
              })
          : (Reflect.get(target, key, target) as unknown),
    });
    const outcomes = await createMongoProcessRepository({ db: behind }).saveMany?.(IDS.map((id) => named(id)));
    expect(outcomes?.map(kindOf)).toEqual(IDS.map(() => 'STORAGE_FAILED'));
  });

  it('are unknown when the connection ends each time', async () => {
    await plantFailure(url, { failCommands: ['update'], closeConnection: true }, 100);
    const outcomes = await saveMany(IDS.map((id) => named(id)));
    expect(outcomes.map(kindOf)).toEqual(IDS.map(() => 'STORAGE_FAILED'));
    expect(await versions()).toEqual(IDS.map(() => 0));
  });

  it('are found when the connection ends after the command, and the driver sends it again', async () => {
    await plantFailure(url, { failCommands: ['update'], closeAfterwards: true });
    expect((await saveMany(IDS.map((id) => named(id)))).map(kindOf)).toEqual(IDS.map(() => 'saved'));
    expect(await versions()).toEqual(IDS.map(() => 1));
  });

  it('are left untouched for a save of their own when the server refused them or they met other writes', async () => {
    await repository.save(named('a', { activeKey: 'key' }));
    const outcomes = await saveMany([named('b', { activeKey: 'key' }), named('c')]);
    expect(outcomes.map(kindOf)).toEqual(['untouched', 'saved']);
    await plantFailure(url, { failCommands: ['update'], errorCode: 112 });
    expect((await saveMany([named('b'), named('d')])).map(kindOf)).toEqual(['untouched', 'untouched']);
  });

  it('fail alone when they are too large for a document, in as many commands as the others need', async () => {
    const commands = watchCommands();
    const sized = (id: string, megabytes: number): Process => named(id, { context: { text: 'x'.repeat(megabytes * 1024 * 1024) } });
    const outcomes = await saveMany([sized('a', 17), sized('b', 6), sized('c', 6), named('a')]);
    expect(outcomes.map(kindOf)).toEqual(['INVALID_PROCESS_DATA', 'saved', 'saved', 'saved']);
    expect(commands.map(({ commandName }) => commandName)).toEqual(['update', 'update']);
  });

  it('stay saved when a later command fails', async () => {
    const results: (() => unknown)[] = [
      () => ({ matchedCount: 1, getWriteErrors: () => [], getWriteConcernError: () => undefined }),
      () => {
        throw new MongoNetworkError('connection to 10.0.0.1 closed');
      },
    ];
    const bulkWrite = async (): Promise<unknown> => results.shift()?.();
    const collection = { bulkWrite } as unknown as SaveManyDependencies['collection'];
    const save = createSaveMany({ collection, responseTimeoutMs: 1000, assertStorable: async () => {} });
    const large = ['a', 'b'].map((id) => named(id, { context: { text: 'x'.repeat(6 * 1024 * 1024) } }));
    expect((await save(large)).map(kindOf)).toEqual(['saved', 'STORAGE_FAILED']);
  });
});
