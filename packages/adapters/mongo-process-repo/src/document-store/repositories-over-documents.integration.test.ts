import { createCredentialVault, createIntegrationRepository, type DocumentStore, type IntegrationRepository } from '@frigg-crm/core';
import { describeCredentialVault, describeIntegrationRepository } from '@frigg-crm/testing';
import { afterAll, beforeAll } from 'vitest';
import { openShared, type SharedCollection } from '../test-support/open-stores.ts';
import { createMongoDocumentStore } from './mongo-document-store.ts';

let shared: SharedCollection<DocumentStore>;

beforeAll(() => {
  shared = openShared('test_integrations', createMongoDocumentStore);
});
afterAll(async () => {
  await shared.close();
});

describeIntegrationRepository('on MongoDB', {
  make: async (): Promise<IntegrationRepository> => createIntegrationRepository(await shared.make()),
  open: () => createIntegrationRepository(shared.open()),
});

describeCredentialVault('on MongoDB', {
  make: async () => {
    const documents = await shared.make();
    return (keys) => createCredentialVault({ documents, keys });
  },
});
