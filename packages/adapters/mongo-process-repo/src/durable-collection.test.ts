import { MongoClient } from 'mongodb';
import { expect, it } from 'vitest';
import { durableCollection } from './durable-collection.ts';

it('reads what was written last and writes what lasts, although the address says otherwise', () => {
  const client = new MongoClient('mongodb://host/app?readPreference=secondaryPreferred&w=1&retryWrites=false');
  const collection = durableCollection(client.db(), 'items');
  expect(collection.readPreference?.mode).toBe('primary');
  expect(collection.writeConcern).toMatchObject({ w: 'majority' });
});
