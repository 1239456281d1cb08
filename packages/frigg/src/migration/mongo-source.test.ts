import { expect, it } from 'vitest';
import { createMongoFriggSource, type FriggMongoDatabase } from './mongo-source.ts';

type Document = Readonly<Record<string, unknown>>;

/** An id of MongoDB, which is equal to itself only. */
class Id {
  readonly hex: string;

  constructor(hex: string) {
    this.hex = hex;
  }

  toString(): string {
    return this.hex;
  }
}

/** Collections in memory, of which as much is known as a reader of Frigg needs. */
function createDatabase(collections: Readonly<Record<string, readonly Document[]>>): FriggMongoDatabase {
  return {
    collection: (name) => ({
      find(filter, { limit = Infinity }) {
        const found = (collections[name] ?? []).filter((document) =>
          Object.entries(filter).every(([key, condition]) => meets(document[key], condition)),
        );
        const page = found.slice(0, limit);
        return {
          toArray: async () => [...page],
          close: async () => {},
          async *[Symbol.asyncIterator]() {
            yield* page;
          },
        };
      },
    }),
  };
}

/** As on a server, `$gt` reaches values of its own type only. */
function meets(value: unknown, condition: unknown): boolean {
  const { $in: values, $gt: bound } = typeof condition === 'object' ? ({ ...condition } as { $in?: unknown[]; $gt?: string }) : {};
  if (Array.isArray(values)) return values.includes(value);
  return bound === undefined ? value === condition : typeof value === typeof bound && String(value) > bound;
}

async function toList<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const MANY = 2500;
const id = new Id('65a000000000000000000001');

it('reads every mapping, also those whose source is a number or absent', async () => {
  const mapping = { externalId: 'p1' };
  const numbers = Array.from({ length: MANY }, (_, index) => ({ integrationId: id, sourceId: index, mapping }));
  const texts = Array.from({ length: MANY }, (_, index) => ({ integrationId: id, sourceId: `s${index}`, mapping }));
  const ofDocumentDb = { integrationId: String(id), sourceId: 'text', mapping };
  const others = { integrationId: new Id('65a000000000000000000002'), sourceId: 'other', mapping };
  const database = createDatabase({
    Integration: [{ _id: id, userId: null, status: 'ENABLED', config: null }],
    IntegrationMapping: [{ integrationId: id, mapping }, ...numbers, ...texts, ofDocumentDb, others],
  });
  const source = createMongoFriggSource(database);
  const rows = await toList(source.integrations());
  expect(rows).toMatchObject([{ id: String(id), userId: '', config: {}, entities: [], syncedAt: {} }]);
  const mappings = await toList(source.mappings(String(id)));
  expect(mappings).toHaveLength(2 * MANY + 2);
  expect(new Set(mappings.map(({ sourceId }) => sourceId)).size).toBe(MANY + 2);
});

it('says that the database cannot be read', async () => {
  const database = createDatabase({});
  const failing = {
    collection: (name: string) => ({
      ...database.collection(name),
      find: () => {
        throw new Error('pool closed');
      },
    }),
  };
  await expect(toList(createMongoFriggSource(failing).mappings('17'))).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
});
