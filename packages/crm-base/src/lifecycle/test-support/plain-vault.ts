import { DocumentConflictError, type Credential, type CredentialKey, type CredentialVault, type DocumentStore } from '@frigg-crm/core';

const COLLECTION = 'plain-secrets';

/** A vault that encrypts nothing. */
export function createPlainVault(documents: DocumentStore): CredentialVault {
  const keyOf = ({ integrationId, name }: CredentialKey): { collection: string; integrationId: string; id: string } => ({
    collection: COLLECTION,
    integrationId,
    id: name,
  });
  const read = async (key: CredentialKey): Promise<Credential | undefined> => {
    const document = await documents.find(keyOf(key));
    return document === undefined ? undefined : { ...key, value: document.value, version: document.version };
  };
  return {
    read,
    async write({ value, expectedVersion, ...key }) {
      const document = { ...keyOf(key), value, tags: [], dueAt: null, expiresAt: null, version: expectedVersion ?? 0 };
      if (expectedVersion !== undefined) return { ...key, value, version: (await documents.save(document)).version };
      if ((await documents.insert([document])).length === 0) throw new DocumentConflictError(COLLECTION);
      return { ...key, value, version: 0 };
    },
    remove: async (key) => documents.remove([keyOf(key)]),
    async removeAll(integrationId) {
      const found = await documents.query({ collection: COLLECTION, integrationId, limit: 100 });
      await documents.remove(found);
    },
    rotate: async () => ({ rotated: 0, unreadable: 0 }),
  };
}
