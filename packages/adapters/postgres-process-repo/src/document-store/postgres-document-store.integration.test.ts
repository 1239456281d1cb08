import { createCredentialVault, createIntegrationRepository } from '@frigg-crm/core';
import { describeCredentialVault, describeDocumentStore, describeIntegrationRepository } from '@frigg-crm/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll } from 'vitest';
import { openTwoPrograms, type TwoPrograms } from '../__fixtures__/open-two-programs.ts';
import { openPostgresStore, type PostgresStore } from '../connection/open-postgres-store.ts';
import { createPostgresDocumentStore } from './postgres-document-store.ts';

let programs: TwoPrograms;
let pglite: PostgresStore;

beforeAll(async () => {
  programs = await openTwoPrograms('documents');
  pglite = await openPostgresStore({ dataDir: undefined });
});

afterAll(async () => {
  await pglite.close();
  await programs.close();
});

const onServer = {
  make: async () => {
    const { store } = programs;
    await sql`truncate ${sql.id(store.schema, 'frigg_documents')}`.execute(store.db);
    return createPostgresDocumentStore(store);
  },
  open: () => createPostgresDocumentStore({ db: programs.otherProgram.db, schema: programs.store.schema }),
};

describeDocumentStore('on a PostgreSQL server', onServer);
describeDocumentStore('on PGlite', {
  make: async () => {
    await pglite.db.deleteFrom('frigg_documents').execute();
    return pglite.documents;
  },
});
describeIntegrationRepository('over documents on a PostgreSQL server', {
  make: async () => createIntegrationRepository(await onServer.make()),
  open: () => createIntegrationRepository(onServer.open()),
});
describeCredentialVault('over documents on a PostgreSQL server', {
  make: async () => {
    const documents = await onServer.make();
    return (keys) => createCredentialVault({ documents, keys });
  },
});
