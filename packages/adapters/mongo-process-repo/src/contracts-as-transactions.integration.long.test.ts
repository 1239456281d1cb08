import type { DocumentStore, MappingRepository } from '@frigg-crm/core';
import { describeDocumentStore, describeMappingRepository, describeProcessRepository } from '@frigg-crm/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import { createMongoDocumentStore } from './document-store/mongo-document-store.ts';
import { createMongoMappingRepository } from './mapping-repository/mongo-mapping-repository.ts';
import { createMongoProcessRepository } from './process-repository/mongo-process-repository.ts';
import { openShared, type SharedCollection } from './test-support/open-stores.ts';
import { openTestCollection, type TestCollection } from './test-support/open-test-collection.ts';

const NAME = 'on a server that runs commands as transactions';

describe('the document store', () => {
  let shared: SharedCollection<DocumentStore>;
  beforeAll(() => {
    shared = openShared('test_documents_locking', createMongoDocumentStore, 'lockingMongoUrl');
  });
  afterAll(async () => {
    await shared.close();
  });
  describeDocumentStore(NAME, { make: async () => shared.make(), open: () => shared.open() });
});

describe('the mapping repository', () => {
  let shared: SharedCollection<MappingRepository>;
  beforeAll(() => {
    shared = openShared('test_mappings_locking', createMongoMappingRepository, 'lockingMongoUrl');
  });
  afterAll(async () => {
    await shared.close();
  });
  describeMappingRepository(NAME, { make: async (clock) => shared.make(clock), open: (clock) => shared.open(clock) });
});

describe('the process repository', () => {
  const open = (): TestCollection => openTestCollection('repository', 'lockingMongoUrl');
  let first: TestCollection;
  let second: TestCollection;
  beforeAll(() => {
    [first, second] = [open(), open()];
  });
  afterAll(async () => {
    await first.close();
    await second.close();
  });
  describeProcessRepository(NAME, {
    make: async () => {
      await first.empty();
      return createMongoProcessRepository(first);
    },
    open: () => createMongoProcessRepository(second),
  });
});
