import type { StoredDocument } from '../domain/documents/stored-document.ts';
import { assertLimit } from '../domain/validation/assert-limit.ts';
import { DocumentConflictError } from '../errors/document-conflict-error.ts';
import { FriggCrmError } from '../errors/frigg-crm-error.ts';
import type { CallOptions } from '../ports/call-options.ts';
import type { Credential, CredentialKey, CredentialVault } from '../ports/credential-vault.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { KeyService } from '../ports/key-service.ts';
import { createSharedFinds } from '../saves/shared-finds.ts';
import { systemClock } from '../system/system-clock.ts';
import { openCredential, sealCredential, type SealedCredential } from './sealed-credential.ts';

/** The collection of secrets. */
export const CREDENTIALS = 'credentials';
/** How many documents are read at a time. */
const PAGE = 100;

/** Where a vault keeps its credentials, and the keys that it encrypts them under. */
export interface CredentialVaultDependencies {
  readonly documents: DocumentStore;
  readonly keys: KeyService;
}

/**
 * A vault over any document store. Each write has a data key of its own (envelope encryption, AES-256-GCM), which the
 * key service wraps. Integration and name are authenticated with the secret, so it cannot be read under another name.
 * @example
 * const vault = createCredentialVault({ documents, keys: readLocalKeys(process.env) });
 */
export function createCredentialVault({ documents, keys }: CredentialVaultDependencies): CredentialVault {
  const find = createSharedFinds(documents, systemClock);
  return {
    async read(key, options) {
      const document = await find(documentKeyOf(key), options);
      return document === undefined ? undefined : toCredential(keys, document, options);
    },
    async write({ value, expectedVersion, ...key }, options) {
      const version = expectedVersion ?? 0;
      const document = toDocument(key, await sealCredential(keys, { ...key, value }, options), version);
      if (expectedVersion === undefined) {
        const added = await documents.insert([document], options);
        if (added.length === 0) throw new DocumentConflictError(CREDENTIALS);
        return { ...keyOf(document), value, version };
      }
      const saved = await documents.save(document, options);
      return { ...keyOf(document), value, version: saved.version };
    },
    async remove(key, options) {
      await documents.remove([documentKeyOf(key)], options);
    },
    async removeAll(integrationId, options) {
      for (;;) {
        const page = await documents.query({ collection: CREDENTIALS, integrationId, limit: PAGE, signal: options?.signal });
        if (page.length === 0) return;
        await documents.remove(page, options);
      }
    },
    async rotate({ limit, signal }) {
      assertLimit(limit);
      let rotated = 0;
      let unreadable = 0;
      for await (const document of outdated(documents, keys.currentKeyId, { signal })) {
        if (rotated === limit) break;
        const outcome = await encryptAnew({ documents, keys }, document, { signal });
        if (outcome === 'rotated') rotated += 1;
        if (outcome === 'unreadable') unreadable += 1;
      }
      return { rotated, unreadable };
    },
  };
}

/** All secrets under another master key than the current one. A store finds by what a tag is, not by what it is not: so all are read. */
async function* outdated(documents: DocumentStore, currentKeyId: string, { signal }: CallOptions): AsyncGenerator<StoredDocument> {
  let after: StoredDocument | undefined;
  do {
    signal?.throwIfAborted();
    const page: readonly StoredDocument[] = await documents.query({ collection: CREDENTIALS, after, limit: PAGE, signal });
    yield* page.filter(({ value }) => value['keyId'] !== currentKeyId);
    after = page.length < PAGE ? undefined : page.at(-1);
  } while (after !== undefined);
}

async function encryptAnew(
  { documents, keys }: CredentialVaultDependencies,
  document: StoredDocument,
  options: CallOptions,
): Promise<'rotated' | 'unreadable' | 'replaced'> {
  try {
    const credential = await toCredential(keys, document, options);
    await documents.save(toDocument(credential, await sealCredential(keys, credential, options), credential.version), options);
    return 'rotated';
  } catch (error) {
    if (FriggCrmError.hasCode(error, 'CREDENTIAL_UNREADABLE')) return 'unreadable';
    // Another program has written it in the meantime: under the current key.
    if (FriggCrmError.hasCode(error, 'DOCUMENT_CONFLICT')) return 'replaced';
    throw error;
  }
}

function documentKeyOf({ integrationId, name }: CredentialKey): { collection: string; integrationId: string; id: string } {
  return { collection: CREDENTIALS, integrationId, id: name };
}

function keyOf({ integrationId, id }: StoredDocument): CredentialKey {
  return { integrationId, name: id };
}

async function toCredential(keys: KeyService, document: StoredDocument, options?: CallOptions): Promise<Credential> {
  const key = keyOf(document);
  return { ...key, value: await openCredential(keys, document.value, key, options), version: document.version };
}

function toDocument(key: CredentialKey, sealed: SealedCredential, version: number): StoredDocument {
  return { ...documentKeyOf(key), value: { ...sealed }, tags: [`key:${sealed.keyId}`], dueAt: null, expiresAt: null, version };
}
