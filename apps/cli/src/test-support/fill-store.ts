import {
  createCredentialVault,
  createLocalKeys,
  toProcessId,
  type CredentialVault,
  type DocumentStore,
  type StoredDocument,
} from '@frigg-crm/core';
import { UNKNOWN_PERSON, type StoredPerson, type TransferableStore } from '@frigg-crm/core/adapter';
import { aProcess } from '@frigg-crm/testing';

/** How much of everything a store gets: more than a page of each, and no whole number of pages. */
export interface FillOptions {
  readonly persons?: number;
}

const SOME_MOMENT = '2026-01-05T08:00:00.000Z';

/** Fills an empty store with whatever a store can hold. */
export async function fillStore(
  { processRepository, documents, transfer }: TransferableStore,
  { persons = 2100 }: FillOptions = {},
): Promise<void> {
  for (let index = 0; index < 130; index += 1)
    await processRepository.create({
      ...aProcess({ activeKey: index % 3 === 0 ? `key-${index}` : null }),
      id: toProcessId(`process-${index}`),
      context: { text: 'é😀', nested: { 'a.b': [1, null], $set: -1.5 } },
      version: index,
      endedAt: index % 3 === 0 ? null : SOME_MOMENT,
    });
  for (let first = 0; first < persons; first += 1000)
    await transfer.writePeople(Array.from({ length: Math.min(1000, persons - first) }, (_, index) => aPerson(first + index)));
  await documents.insert(Array.from({ length: 450 }, (_, index) => aDocument(index)));
  await openVault(documents).write({ integrationId: 'i1', name: 'oauth', value: { token: 'secret' }, expectedVersion: undefined });
}

/** Opens the credentials of a store, with the same master key each time. */
export function openVault(documents: DocumentStore): CredentialVault {
  return createCredentialVault({ documents, keys: createLocalKeys({ current: { id: 'k1', key: new Uint8Array(32).fill(1) } }) });
}

function aPerson(index: number): StoredPerson {
  const isOpen = index % 7 === 0;
  return {
    integrationId: `integration-${index % 2}`,
    objectType: 'person',
    externalId: `${index} "😀"`,
    state: {
      ...UNKNOWN_PERSON,
      quoContactId: `quo-${index}`,
      phoneNumbers: [`+1555${String(index).padStart(7, '0')}`, '+15550000000'],
      contentHash: isOpen ? null : `hash-${index}`,
      sourceModifiedAt: SOME_MOMENT,
      seenIn: 'process-1',
      failure: index % 11 === 0 ? { processId: 'process-2', code: 'REFUSED' } : null,
      knownSinceMs: Date.parse(SOME_MOMENT) + index,
      claims: new Map(
        isOpen
          ? [
              ['claim-b', 1_700_000_000_001],
              ['claim-a', 1_700_000_000_000],
            ]
          : [],
      ),
      contested: isOpen,
    },
  };
}

function aDocument(index: number): StoredDocument {
  return {
    collection: index % 2 === 0 ? 'inbox' : 'integrations',
    integrationId: `integration-${index % 3}`,
    id: `document-${index}`,
    value: { index, text: 'x'.repeat(100) },
    tags: ['b', 'a'],
    dueAt: index % 2 === 0 ? SOME_MOMENT : null,
    expiresAt: index % 5 === 0 ? SOME_MOMENT : null,
    version: index,
  };
}
