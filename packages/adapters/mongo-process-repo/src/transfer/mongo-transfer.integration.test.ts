import { describeStoreTransfer } from '@frigg-crm/testing';
import { MongoClient } from 'mongodb';
import { afterAll, inject } from 'vitest';
import { createMongoDocumentStore } from '../document-store/mongo-document-store.ts';
import { createMongoMappingRepository } from '../mapping-repository/mongo-mapping-repository.ts';
import { SERVERS } from '../test-support/open-stores.ts';
import { createMongoTransfer } from './mongo-transfer.ts';

const COLLECTIONS = { mappings: 'transferred_people', documents: 'transferred_documents' };

for (const [name, server] of SERVERS) {
  const client = new MongoClient(inject(server));
  afterAll(async () => client.close());
  describeStoreTransfer(name, {
    make: async () => {
      const db = client.db();
      await Promise.all(Object.values(COLLECTIONS).map(async (collection) => db.collection(collection).deleteMany({})));
      return {
        mappingRepository: createMongoMappingRepository({ db, collectionName: COLLECTIONS.mappings }),
        documents: createMongoDocumentStore({ db, collectionName: COLLECTIONS.documents }),
        transfer: createMongoTransfer({ db, collections: COLLECTIONS }),
      };
    },
  });
}
