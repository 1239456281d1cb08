import {
  FriggCrmError,
  type CallOptions,
  type DocumentKey,
  type JsonObject,
  type PersonKey,
  type Process,
  type StoredDocument,
} from '@frigg-crm/core';
import { placeOf, toCanonicalJson, type ProcessPlace, type StoredPerson, type TransferableStore } from '@frigg-crm/core/adapter';

/** Where the target notes how far a move has come, until it ends. Not copied itself. */
export const MOVES = 'store-moves';

/** A page of something that stores hold. */
export interface PartPage {
  /** Where the next page begins; `undefined` behind the last one. */
  readonly next: JsonObject | undefined;
  /** The same texts for the same entries, whichever store they were read from; in an order of the store's own. */
  readonly texts: readonly string[];
  /** Stores the entries in another store; may be repeated. */
  readonly writeTo: (target: TransferableStore, options: CallOptions) => Promise<void>;
}

/** One kind of what stores hold. */
export interface StorePart {
  readonly name: 'processes' | 'persons' | 'documents';
  readonly read: (store: TransferableStore, after: JsonObject | undefined, options: CallOptions) => Promise<PartPage>;
}

/** How many entries a page has. */
const LIMITS = { processes: 100, persons: 1000, documents: 200 };

const PROCESSES: StorePart = {
  name: 'processes',
  async read({ processRepository }, after, options) {
    const page = await processRepository.find({ after: after as ProcessPlace | undefined, limit: LIMITS.processes }, options);
    return {
      next: placeBehind(page, LIMITS.processes, (last) => ({ ...placeOf(last, {}) })),
      texts: page.map(toCanonicalJson),
      writeTo: async (target, call) => void (await Promise.all(page.map(async (process) => createOnce(target, process, call)))),
    };
  },
};

const PERSONS: StorePart = {
  name: 'persons',
  async read({ transfer }, after, { signal }) {
    const page = await transfer.readPeople({ after: after as PersonKey | undefined, limit: LIMITS.persons, signal });
    return {
      next: placeBehind(page, LIMITS.persons, ({ integrationId, objectType, externalId }) => ({ integrationId, objectType, externalId })),
      texts: page.map(textOfPerson),
      writeTo: async (target, call) => target.transfer.writePeople(page, call),
    };
  },
};

const DOCUMENTS: StorePart = {
  name: 'documents',
  async read({ transfer }, after, { signal }) {
    const page = await transfer.readDocuments({ after: after as DocumentKey | undefined, limit: LIMITS.documents, signal });
    const moved = page.filter(({ collection }) => collection !== MOVES);
    return {
      next: placeBehind(page, LIMITS.documents, ({ collection, integrationId, id }) => ({ collection, integrationId, id })),
      texts: moved.map(textOfDocument),
      writeTo: async ({ documents }, call) => void (await documents.insert(moved, call)),
    };
  },
};

/** In the order in which they are copied: processes last, so that no program finds work in a store that is not complete. */
export const PARTS: readonly StorePart[] = [DOCUMENTS, PERSONS, PROCESSES];

function placeBehind<Entry>(page: readonly Entry[], limit: number, placeOfEntry: (entry: Entry) => JsonObject): JsonObject | undefined {
  const last = page.at(-1);
  return last === undefined || page.length < limit ? undefined : placeOfEntry(last);
}

/** One that is there came over before the move was interrupted. Whether it is the same shows at the end. */
async function createOnce({ processRepository }: TransferableStore, process: Process, options: CallOptions): Promise<void> {
  try {
    await processRepository.create(process, options);
  } catch (error) {
    if (!FriggCrmError.hasCode(error, 'PROCESS_CONFLICT')) throw error;
  }
}

function textOfPerson({ state: { claims, ...state }, ...key }: StoredPerson): string {
  return toCanonicalJson({ ...key, ...state, claims: [...claims].toSorted(([a], [b]) => (a < b ? -1 : 1)) });
}

function textOfDocument({ tags, ...document }: StoredDocument): string {
  return toCanonicalJson({ ...document, tags: tags.toSorted() });
}
