import type { DocumentKey, StoredDocument } from '../domain/documents/stored-document.ts';
import type { MappingState } from '../domain/mapping/mapping-state.ts';
import type { PersonKey } from '../domain/mapping/person-mapping.ts';
import type { CallOptions } from './call-options.ts';
import type { Store } from './store.ts';

/** A person with all that a store keeps of them, open claims included. */
export interface StoredPerson extends PersonKey {
  readonly state: MappingState;
}

/** Which entries to read. */
export interface TransferPage<Key> extends CallOptions {
  /** Continue behind this entry. @defaultValue from the first one */
  readonly after?: Key | undefined;
  /** How many at most, 1 or more. */
  readonly limit: number;
}

/**
 * Reads and writes what the other ports of a store cannot list: mappings as they are stored, and the documents of all
 * collections. For programs that copy a store to another one; nothing else may use either store meanwhile. The order of a
 * reading is the store's own, and stays the same as long as nothing is written.
 */
export interface StoreTransfer {
  /** @returns people of all integrations and object types. */
  readPeople(page: TransferPage<PersonKey>): Promise<readonly StoredPerson[]>;
  /** Stores people exactly as given, and replaces those that are there. Each person once. */
  writePeople(people: readonly StoredPerson[], options?: CallOptions): Promise<void>;
  /** @returns documents of all collections and integrations. `DocumentStore.insert` writes them. */
  readDocuments(page: TransferPage<DocumentKey>): Promise<readonly StoredDocument[]>;
}

/** A store that can be copied to another kind of store. */
export interface TransferableStore extends Store {
  readonly transfer: StoreTransfer;
}
