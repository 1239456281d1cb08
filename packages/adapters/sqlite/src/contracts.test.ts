import { createCredentialVault, createIntegrationRepository } from '@frigg-crm/core';
import {
  describeCredentialVault,
  describeDocumentStore,
  describeIntegrationRepository,
  describeLeases,
  describeMappingRepository,
  describeProcessRepository,
  describeRateLimits,
  describeStoreTransfer,
} from '@frigg-crm/testing';
import { afterAll, beforeAll } from 'vitest';
import { openTwoPrograms, type TwoPrograms } from './test-support/open-two-programs.ts';
import { createSqliteLeases } from './leases/sqlite-leases.ts';
import { createSqliteMappingRepository } from './mapping-repository/sqlite-mapping-repository.ts';
import { createSqliteRateLimits } from './rate-limits/sqlite-rate-limits.ts';

let programs: TwoPrograms;

beforeAll(async () => {
  programs = await openTwoPrograms();
});

afterAll(async () => {
  await programs.close();
});

describeProcessRepository('on SQLite', {
  make: () => {
    programs.clear('frigg_processes');
    return programs.store.processRepository;
  },
  open: () => programs.otherProgram.processRepository,
});

describeMappingRepository('on SQLite', {
  make: (clock) => {
    programs.clear('frigg_person_mappings');
    return createSqliteMappingRepository(programs.store.database, { clock });
  },
  open: (clock) => createSqliteMappingRepository(programs.otherProgram.database, { clock }),
});

const documents = {
  make: () => {
    programs.clear('frigg_documents');
    return programs.store.documents;
  },
  open: () => programs.otherProgram.documents,
};

describeDocumentStore('on SQLite', documents);

describeIntegrationRepository('over documents on SQLite', {
  make: () => createIntegrationRepository(documents.make()),
  open: () => createIntegrationRepository(documents.open()),
});

describeCredentialVault('over documents on SQLite', {
  make: () => {
    const kept = documents.make();
    return (keys) => createCredentialVault({ documents: kept, keys });
  },
});

describeLeases('on SQLite', {
  make: (clock) => {
    programs.clear('frigg_leases');
    return createSqliteLeases(programs.store.database, { clock });
  },
  open: (clock) => createSqliteLeases(programs.otherProgram.database, { clock }),
});

describeRateLimits('on SQLite', {
  make: (clock) => {
    programs.clear('frigg_rate_limits');
    return createSqliteRateLimits(programs.store.database, { clock });
  },
  open: (clock) => createSqliteRateLimits(programs.otherProgram.database, { clock }),
});

describeStoreTransfer('on SQLite', {
  make: async () => {
    for (const table of ['frigg_person_mappings', 'frigg_documents']) programs.clear(table);
    return programs.store;
  },
});
