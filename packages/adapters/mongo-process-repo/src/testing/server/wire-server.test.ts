import { BSON, MongoClient, type Collection, type Db } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWireServer, type WireServer } from './wire-server.ts';

interface Item {
  _id: string;
  [field: string]: unknown;
}

const SERVER_TIME = Date.parse('2026-01-05T10:00:00.000Z');
let server: WireServer;
let client: MongoClient;
let db: Db;
let items: Collection<Item>;

beforeAll(async () => {
  server = await startWireServer({ now: () => SERVER_TIME });
  client = new MongoClient(`mongodb://127.0.0.1:${server.port}/test`, { maxPoolSize: 20 });
  db = client.db();
  items = db.collection<Item>('items');
});

beforeEach(async () => {
  await items.drop();
});

afterAll(async () => {
  await client.close();
  await server.stop();
});

/** @returns what the driver makes of the server's error. */
async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no error',
    (error: unknown) => error,
  );
}

describe('the server that speaks the wire protocol', () => {
  it('refuses what it does not know, instead of ignoring it', async () => {
    expect(await errorOf(db.command({ shutdown: 1 }))).toMatchObject({ code: 59, codeName: 'CommandNotFound' });
    expect(await errorOf(db.command({ ping: 1, quietly: true }))).toMatchObject({ code: 40415 });
    expect(await errorOf(items.findOne({}, { collation: { locale: 'de' } }))).toMatchObject({ code: 40415 });
    await items.insertOne({ _id: 'a' });
    expect(await errorOf(items.findOne({ _id: { $near: {} } }))).toMatchObject({ code: 2 });
    expect(await errorOf(items.findOne({ $where: 'true' }))).toMatchObject({ code: 2 });
    expect(await errorOf(items.updateOne({ _id: 'a' }, { $bit: { n: { and: 1 } } } as never))).toMatchObject({ code: 9 });
    expect(await errorOf(items.updateOne({ _id: 'a' }, [{ $set: { n: 1 } }]))).toMatchObject({ code: 2 });
  });

  it('finds by an index what it finds without one', async () => {
    const values = ['a', 'b', 1, null, ['a', 1], [], { a: 1 }, new Date(5), true];
    const docs = values.flatMap((value, index) => [
      { _id: `x${index}`, value },
      { _id: `y${index}`, value },
    ]);
    await items.insertMany([...docs, { _id: 'none' }]);
    await items.replaceOne({ _id: 'y0' }, { value: 'b' });
    await items.deleteOne({ _id: 'y2' });
    const find = async (): Promise<unknown[]> =>
      Promise.all(
        [...values.map((value) => ({ value })), ...values.map((value) => ({ value: { $in: [value, 'b'] } })), { value: { $gt: 0 } }].map(
          async (filter) => (await items.find(filter as never).toArray()).map(({ _id }) => _id).toSorted(),
        ),
      );
    const without = await find();
    await items.createIndex({ value: 1, other: 1 });
    expect(await find()).toEqual(without);
  });

  it('keeps unique rules on every way to store, as a server words it', async () => {
    await items.createIndex({ key: 1 }, { name: 'one_key', unique: true, sparse: true });
    await items.insertMany([{ _id: 'a', key: 'k' }, { _id: 'b' }, { _id: 'c' }]);
    const facts = { code: 11000, keyPattern: { key: 1 }, keyValue: { key: 'k' } };
    expect(await errorOf(items.insertOne({ _id: 'd', key: 'k' }))).toMatchObject({
      ...facts,
      message: expect.stringContaining('E11000 duplicate key error collection: test.items index: one_key dup key: { key: "k" }'),
    });
    expect(await errorOf(items.replaceOne({ _id: 'b' }, { key: 'k' }))).toMatchObject(facts);
    expect(await errorOf(items.updateOne({ _id: 'e' }, { $set: { key: 'k' } }, { upsert: true }))).toMatchObject(facts);
    expect(await errorOf(items.findOneAndUpdate({ _id: 'c' }, { $set: { key: 'k' } }))).toMatchObject(facts);
    expect(await errorOf(items.insertOne({ _id: 'a' }))).toMatchObject({ code: 11000, keyPattern: { _id: 1 } });
    await items.replaceOne({ _id: 'a' }, { key: 'k', again: true });
    expect(await items.find({}).toArray()).toHaveLength(3);
  });

  it('refuses a unique index that stored documents break already', async () => {
    await items.insertMany([
      { _id: 'a', key: 1 },
      { _id: 'b', key: 1 },
    ]);
    expect(await errorOf(items.createIndex({ key: 1 }, { unique: true }))).toMatchObject({ code: 11000 });
    await items.createIndex({ key: 1 }, { unique: true, name: 'some', partialFilterExpression: { kind: { $eq: 'x' } } });
    await items.insertOne({ _id: 'c', key: 1, kind: 'x' });
    expect(await errorOf(items.insertOne({ _id: 'd', key: 1, kind: 'x' }))).toMatchObject({ code: 11000 });
  });

  it('finds and changes in one step, however many do it at the same time', async () => {
    const before = await Promise.all(
      Array.from({ length: 50 }, async () => items.findOneAndUpdate({ _id: 'n' }, { $inc: { count: 1 } } as never, { upsert: true })),
    );
    const counts = before.map((item) => Number(item?.['count'] ?? 0));
    expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index));
    const claims = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        items.findOneAndUpdate({ _id: 'n', owner: { $exists: false } }, { $set: { owner: index } }),
      ),
    );
    expect(claims.filter((item) => item !== null)).toHaveLength(1);
  });

  it('returns large results in batches, and nothing from a cursor that is gone', async () => {
    await items.insertMany(Array.from({ length: 250 }, (_, index) => ({ _id: String(index).padStart(3, '0'), text: 'x'.repeat(80_000) })));
    const found = await items.find({}).sort({ _id: -1 }).toArray();
    expect(found.map(({ _id }) => _id)).toEqual(Array.from({ length: 250 }, (_, index) => String(249 - index).padStart(3, '0')));
    expect(await errorOf(db.command({ getMore: BSON.Long.fromNumber(99), collection: 'items' }))).toMatchObject({ code: 43 });
  });

  it('orders by type, and texts by their bytes', async () => {
    const values = [new Date(0), true, [1], { a: 1 }, '😀', '\uFFFD', 'a', 'B', 2, 1.5, -0, null];
    await items.insertMany(values.map((value, index) => ({ _id: String(index), value })));
    expect((await items.find({}).sort({ value: -1 }).toArray()).map(({ value }) => value)).toEqual(values);
    expect((await items.find({ value: { $gt: 'a' } }).toArray()).map(({ value }) => value)).toEqual(['😀', '\uFFFD']);
    expect((await items.find({ value: null }).toArray()).map(({ _id }) => _id)).toEqual(['11']);
    expect((await items.find({ value: { $nin: [1, 'a', true, null] } }).toArray()).map(({ _id }) => _id).join()).toBe('0,3,4,5,7,8,9,10');
    expect(await errorOf(items.findOne({ value: { $nin: 'a' } } as never))).toMatchObject({ code: 2 });
  });

  it('refuses a document that is too large', async () => {
    expect(await errorOf(items.insertOne({ _id: 'a', text: 'x'.repeat(16 * 1024 * 1024) }))).toMatchObject({ code: 10334 });
    expect(await items.findOne({})).toBeNull();
  });

  it('changes a document as the operators say, and by its own clock', async () => {
    const change = {
      $set: { 'a.b': 1 },
      $inc: { n: 2 },
      $max: { high: 5 },
      $min: { low: 5 },
      $setOnInsert: { made: true },
      $currentDate: { at: true },
    };
    await items.updateOne({ _id: 'a', kind: { $eq: 'k' } }, change as never, { upsert: true });
    await items.updateOne({ _id: 'a' }, {
      $inc: { n: 2 },
      $max: { high: 4 },
      $min: { low: 4 },
      $unset: { kind: '' },
      $setOnInsert: { made: false },
    } as never);
    expect(await items.findOne({ 'a.b': 1 })).toEqual({
      _id: 'a',
      a: { b: 1 },
      n: 4,
      high: 5,
      low: 4,
      made: true,
      at: new Date(SERVER_TIME),
    });
    expect(await errorOf(items.updateOne({ _id: 'a' }, { $set: { _id: 'b' } }))).toMatchObject({ code: 66 });
    expect(await db.command({ hello: 1 })).toMatchObject({ localTime: new Date(SERVER_TIME) });
  });

  it('lists what is there, and no more what is dropped', async () => {
    await items.createIndex({ a: 1, b: -1 });
    expect(await items.indexes()).toMatchObject([{ name: '_id_' }, { name: 'a_1_b_-1', key: { a: 1, b: -1 } }]);
    expect(await db.listCollections({ name: 'items' }).toArray()).toHaveLength(1);
    await db.dropDatabase();
    expect(await db.listCollections().toArray()).toEqual([]);
    expect(await errorOf(items.indexes())).toMatchObject({ code: 26 });
  });
});
