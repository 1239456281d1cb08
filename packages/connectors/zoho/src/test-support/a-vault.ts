import { createCredentialVault, createLocalKeys, type CredentialVault, type DocumentStore } from '@frigg-crm/core';
import { createMemoryDocumentStore } from '@frigg-crm/memory';

/** A vault with a key of its own. */
export function aVault(documents: DocumentStore = createMemoryDocumentStore()): CredentialVault {
  return createCredentialVault({ documents, keys: createLocalKeys({ current: { id: 'k1', key: new Uint8Array(32).fill(7) } }) });
}
