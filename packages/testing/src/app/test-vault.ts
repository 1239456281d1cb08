import { createCredentialVault, createLocalKeys, type CredentialVault, type DocumentStore } from '@frigg-crm/core';

/** @returns a vault over the documents, with one key that is the same in each run. */
export function createTestVault(documents: DocumentStore): CredentialVault {
  return createCredentialVault({ documents, keys: createLocalKeys({ current: { id: 'k1', key: new Uint8Array(32).fill(7) } }) });
}
