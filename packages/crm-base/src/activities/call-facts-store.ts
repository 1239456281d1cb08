import {
  DocumentConflictError,
  StorageError,
  type CallOptions,
  type Clock,
  type DocumentStore,
  type StoredDocument,
} from '@frigg-crm/core';
import { repeatOnConflict, toCanonicalJson, toIso } from '@frigg-crm/core/adapter';
import { NO_CALL_FACTS, mergeCallFacts, type QuoCallFacts } from '@frigg-crm/quo';
import { deviationsOf } from '../failures/deviations-of.ts';
import { callFactsSchema } from './quo-data-schemas.ts';

/** The collection of what is known of calls. */
const CALL_FACTS = 'call-facts';

/** Longer than Quo sends events of a call; then its summary and transcript are deleted here. */
const KEPT_MS = 30 * 24 * 3600 * 1000;

/** Keeps what events and API reads have said of calls, so that no part is lost when the next one comes. */
export class CallFactsStore {
  readonly #documents: DocumentStore;
  readonly #clock: Clock;

  constructor({ documents, clock }: { readonly documents: DocumentStore; readonly clock: Clock }) {
    this.#documents = documents;
    this.#clock = clock;
  }

  /** @returns all that is known of a call. */
  async load(call: { readonly integrationId: string; readonly callId: string }, options: CallOptions): Promise<QuoCallFacts> {
    const document = await this.#documents.find(keyOf(call), options);
    return read(document);
  }

  /** Adds to what is known of a call. @returns all that is known now, and whether nothing was known before. */
  async add(
    call: { readonly integrationId: string; readonly callId: string },
    facts: QuoCallFacts,
    options: CallOptions,
  ): Promise<{ readonly facts: QuoCallFacts; readonly isFirst: boolean }> {
    return repeatOnConflict(async () => {
      const stored = await this.#documents.find(keyOf(call), options);
      const known = read(stored);
      const merged = mergeCallFacts(known, facts);
      const isFirst = stored === undefined;
      if (toCanonicalJson(merged) === toCanonicalJson(known)) return { facts: known, isFirst };
      await this.#store(call, { stored, facts: merged }, options);
      return { facts: merged, isFirst };
    });
  }

  async #store(
    call: { readonly integrationId: string; readonly callId: string },
    { stored, facts }: { readonly stored: StoredDocument | undefined; readonly facts: QuoCallFacts },
    options: CallOptions,
  ): Promise<void> {
    const expiresAt = toIso(this.#clock.now() + KEPT_MS);
    if (stored !== undefined) return void (await this.#documents.save({ ...stored, value: facts, expiresAt }, options));
    const document = { ...keyOf(call), value: facts, tags: [], dueAt: null, expiresAt, version: 0 };
    const added = await this.#documents.insert([document], options);
    if (added.length === 0) throw new DocumentConflictError(CALL_FACTS);
  }
}

/** Merging with nothing gives facts of every version the same form. */
function read(document: StoredDocument | undefined): QuoCallFacts {
  if (document === undefined) return NO_CALL_FACTS;
  const parsed = callFactsSchema.safeParse(document.value);
  if (!parsed.success) throw new StorageError(`Stored facts of a call cannot be read: check ${deviationsOf(parsed.error)}`);
  return mergeCallFacts(NO_CALL_FACTS, parsed.data);
}

function keyOf({ integrationId, callId }: { readonly integrationId: string; readonly callId: string }): {
  collection: string;
  integrationId: string;
  id: string;
} {
  return { collection: CALL_FACTS, integrationId, id: callId };
}
