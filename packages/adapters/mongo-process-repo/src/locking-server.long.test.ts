import { describeDocumentStore, describeLeases, describeMappingRepository, describeProcessRepository } from '@frigg-crm/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import { createMongoDocumentStore } from './document-store/mongo-document-store.ts';
import { createMongoLeases } from './leases/mongo-leases.ts';
import { createMongoMappingRepository } from './mapping-repository/mongo-mapping-repository.ts';
import { createMongoProcessRepository } from './process-repository/mongo-process-repository.ts';
import type { MongoStorePartOptions } from './store-options.ts';
import { openShared, type SharedCollection } from './test-support/open-stores.ts';
import { openTestCollection, type TestCollection } from './test-support/open-test-collection.ts';

const NAME = 'on a server that runs commands as transactions';

function shareCollection<Part>(
  name: string,
  create: (options: MongoStorePartOptions) => Part,
): Pick<SharedCollection<Part>, 'make' | 'open'> {
  let shared: SharedCollection<Part>;
  beforeAll(() => {
    shared = openShared(name, create, 'lockingMongoUrl');
  });
  afterAll(async () => shared.close());
  return { make: async (clock) => shared.make(clock), open: (clock) => shared.open(clock) };
}

describe(NAME, () => {
  describeMappingRepository(NAME, shareCollection('test_mappings', createMongoMappingRepository));
  describeDocumentStore(NAME, shareCollection('test_documents', createMongoDocumentStore));
  describeLeases(NAME, shareCollection('test_leases', createMongoLeases));

  let programs: readonly [TestCollection, TestCollection];
  beforeAll(() => {
    programs = [openTestCollection('repository', 'lockingMongoUrl'), openTestCollection('repository', 'lockingMongoUrl')];
  });
  afterAll(async () => Promise.all(programs.map(async ({ close }) => close())));
  describeProcessRepository(NAME, {
    make: async () => {
      await programs[0].empty();
      return createMongoProcessRepository(programs[0]);
    },
    open: () => createMongoProcessRepository(programs[1]),
  });
});
