import { toProcessId } from '@frigg-crm/core';
import { aProcess, describeProcessRepository } from '@frigg-crm/testing';
import { MongoClient, type CommandStartedEvent } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { openTestCollection, type TestCollection } from '../test-support/open-test-collection.ts';
import { createMongoProcessRepository } from './mongo-process-repository.ts';

const MAX_BYTES = 16 * 1024 * 1024;
let store: TestCollection;
let otherProgram: TestCollection;

beforeAll(() => {
  store = openTestCollection('repository');
  otherProgram = openTestCollection('repository');
});

afterAll(async () => {
  await otherProgram.close();
  await store.close();
});

async function emptyRepository() {
  await store.empty();
  return createMongoProcessRepository(store);
}

describeProcessRepository('on MongoDB', { make: emptyRepository, open: () => createMongoProcessRepository(otherProgram) });

/** @returns the commands that the work sends, without those that inspect the server. */
async function commandsOf(work: () => Promise<unknown>): Promise<readonly CommandStartedEvent[]> {
  const commands: CommandStartedEvent[] = [];
  const note = (event: CommandStartedEvent): void => void commands.push(event);
  store.client.on('commandStarted', note);
  await work();
  store.client.off('commandStarted', note);
  return commands;
}

describe('the process repository on MongoDB, beyond the contract', () => {
  beforeEach(async () => {
    await emptyRepository();
  });

  it('saves with a single command on a single document, acknowledged by a majority', async () => {
    const repository = createMongoProcessRepository(store);
    const commands = await commandsOf(async () => {
      await repository.create(aProcess());
      await repository.save(aProcess());
    });
    expect(commands.map(({ commandName }) => commandName)).toEqual(['insert', 'update']);
    expect(commands.map(({ command }) => (command as { writeConcern: unknown }).writeConcern)).toEqual([
      { w: 'majority' },
      { w: 'majority' },
    ]);
    expect(commands[1]?.command).toMatchObject({ updates: [{ q: { _id: { $eq: 'process-1' }, version: { $eq: 0 } } }] });
    expect(commands[1]?.command).not.toHaveProperty('startTransaction');
  });

  it('keeps its promises in a program whose own settings would break them', async () => {
    const careless = new MongoClient(inject('mongoUrl'), {
      readPreference: 'secondaryPreferred',
      writeConcern: { w: 0 },
      ignoreUndefined: true,
      promoteValues: false,
    });
    const repository = createMongoProcessRepository({ ...store, db: careless.db() });
    const process = aProcess({ activeKey: 'key', context: { count: 1, 'a.b': [{ $set: 0.5 }] }, endedAt: null });
    await repository.create(process);
    await expect(repository.create(process)).rejects.toMatchObject({ code: 'PROCESS_CONFLICT' });
    expect(await repository.save(process)).toStrictEqual({ ...process, version: 1 });
    expect(await repository.find({ active: true })).toStrictEqual([{ ...process, version: 1 }]);
    await careless.close();
  });

  it('refuses to start what must run once while the index that guards it is missing', async () => {
    await store.db.collection(store.collectionName).drop();
    const repository = createMongoProcessRepository(store);
    await expect(repository.create(aProcess({ activeKey: 'key' }))).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: 'The index frigg_active_key is missing: call ensureIndexes() before the first use',
    });
    expect(await repository.find({})).toEqual([]);
    await store.empty();
    await repository.create(aProcess({ activeKey: 'key' }));
  });

  it('holds a process up to the last byte of a document, and says what to do with a larger one', async () => {
    const repository = createMongoProcessRepository(store);
    const withText = (length: number) => aProcess({ context: { text: 'x'.repeat(length) } });
    const tooLarge = await repository.create(withText(MAX_BYTES)).catch((error: unknown) => error as Error);
    expect(tooLarge).toMatchObject({ code: 'INVALID_PROCESS_DATA', retryable: false });
    const bytes = Number(
      /takes (\d+) bytes, and MongoDB holds 16777216 .*: keep large data elsewhere/.exec((tooLarge as Error).message)?.[1],
    );
    const largest = withText(MAX_BYTES - (bytes - MAX_BYTES));
    await repository.create(largest);
    const saved = await repository.save(largest);
    expect(await repository.findById(largest.id)).toStrictEqual(saved);
    await expect(repository.save({ ...saved, name: `${saved.name}x` })).rejects.toMatchObject({ code: 'INVALID_PROCESS_DATA' });
    expect(await repository.findById(largest.id)).toStrictEqual(saved);
  });

  it('finds by more ids than one command holds', async () => {
    const repository = createMongoProcessRepository(store);
    const ids = Array.from({ length: 36 }, (_, index) => toProcessId(String(index).padStart(500_000, '0')));
    for (const id of [ids[0], ids[35]]) if (id !== undefined) await repository.create(aProcess({ id }));
    expect((await repository.findByIds(ids)).map(({ id }) => id)).toEqual([ids[0], ids[35]]);
  });

  it('treats a condition as a value, whatever a caller without types passes', async () => {
    const repository = createMongoProcessRepository(store);
    await repository.create(aProcess());
    const operator = { $ne: 'x', isWellFormed: () => true, includes: () => false } as unknown as string;
    await expect(repository.find({ integrationId: operator })).resolves.toEqual([]);
    await expect(repository.findById(toProcessId(operator))).resolves.toBeUndefined();
    await repository.deleteById(toProcessId(operator));
    expect(await repository.find({})).toHaveLength(1);
  });

  it('says which fields of a stored document make no process, and nothing of its contents', async () => {
    const repository = createMongoProcessRepository(store);
    await repository.create(aProcess({ name: 'Jane Doe' }));
    const documents = store.db.collection<{ _id: string }>(store.collectionName);
    await documents.updateOne({ _id: 'process-1' }, { $set: { context: '{"half":', version: '3' } });
    const error = await repository.findById(toProcessId('process-1')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'STORAGE_FAILED',
      message: 'A stored process cannot be read: check context, version of the document',
    });
  });

  it('keeps processes of other collections apart', async () => {
    const other = openTestCollection('repository_other');
    await other.empty();
    const repositories = [createMongoProcessRepository(store), createMongoProcessRepository(other)];
    for (const repository of repositories) await repository.create(aProcess({ activeKey: 'key' }));
    await repositories[1]?.deleteById(toProcessId('process-1'));
    expect(await repositories[0]?.find({})).toHaveLength(1);
    await other.close();
  });

  it('L4: leaves what other code reads in the collection in the types of MongoDB', async () => {
    const endedAt = '2026-01-05T10:00:00.000Z';
    await createMongoProcessRepository(store).create(aProcess({ endedAt, childProcesses: [toProcessId('c')] }));
    const [document] = await store.db
      .collection(store.collectionName)
      .find({ endedAt: { $lte: new Date(endedAt) } })
      .toArray();
    expect(document).toMatchObject({
      _id: 'process-1',
      endedAt: new Date(endedAt),
      createdAt: expect.any(Date),
      childProcesses: ['c'],
      context: '{}',
    });
    expect(document).not.toHaveProperty('activeKey');
  });
});
