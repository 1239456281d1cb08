import { createCredentialVault, createIntegrationRepository } from '@frigg-crm/core';
import { describeCredentialVault, describeDocumentStore, describeIntegrationRepository } from '@frigg-crm/testing';
import { createMemoryDocumentStore } from './memory-document-store.ts';

describeDocumentStore('in memory', { make: () => createMemoryDocumentStore() });
describeIntegrationRepository('over documents in memory', { make: () => createIntegrationRepository(createMemoryDocumentStore()) });

describeCredentialVault('over documents in memory', {
  make: () => {
    const documents = createMemoryDocumentStore();
    return (keys) => createCredentialVault({ documents, keys });
  },
});
