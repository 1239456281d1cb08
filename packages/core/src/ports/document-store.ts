import type { CallOptions } from './call-options.ts';
import type { DocumentKey, StoredDocument } from '../domain/documents/stored-document.ts';

/** Which documents of a collection to find; conditions are joined by AND, an absent one does not restrict. */
export interface DocumentQuery extends CallOptions {
  readonly collection: string;
  readonly integrationId?: string | undefined;
  /** One of the document's tags. */
  readonly tag?: string | undefined;
  /** Its `dueAt` is at or before this moment (ISO 8601). */
  readonly dueBefore?: string | undefined;
  /** Go on behind this key, in the order of the result; not together with `dueBefore`, whose result changes while it is worked on. */
  readonly after?: Pick<DocumentKey, 'integrationId' | 'id'> | undefined;
  readonly limit: number;
}

/**
 * Keeps small JSON documents, each of which is replaced only by a caller that has seen its newest version. It knows nothing of
 * their meaning. Each call is atomic per document, not over several: whatever is interrupted may be repeated. What is
 * read back equals what was stored. A document whose `expiresAt` is over may still be found until it is removed.
 *
 * A wrapper that counts, delays, encrypts or refuses has to do so in each way to find. A copy (`{ ...documents, find }`) has
 * no `findMany`: each find goes through the wrapper, alone. A proxy that does the same to every function it finds does it to
 * `findMany` too, and keeps the speed; so does a wrapper that adds its own by `withFindMany`. What several callers insert at
 * the same time may come as one `insert`.
 */
export interface DocumentStore {
  /** @returns the document, or `undefined` when there is none. */
  find(key: DocumentKey, options?: CallOptions): Promise<StoredDocument | undefined>;
  /**
   * Finds several documents as `find` does, at the cost of few statements. Absent where that gains nothing. Define it with
   * `withFindMany`, so that no copy with another `find` is bypassed.
   * @returns one for each key, in their order; `undefined` where there is none.
   */
  readonly findMany?:
    | ((keys: readonly DocumentKey[], options?: CallOptions) => Promise<readonly (StoredDocument | undefined)[]>)
    | undefined;
  /**
   * Stores new documents, however many, and leaves alone those whose key is taken; of a key given twice the first counts.
   * When it resolves, all of them are durable.
   * @returns the keys that were new, in the order given.
   * @throws {InvalidDocumentError} before anything is stored, when one cannot be stored.
   */
  insert(documents: readonly StoredDocument[], options?: CallOptions): Promise<readonly DocumentKey[]>;
  /**
   * Replaces the stored document, if its version is `document.version`, and stores it as version + 1.
   * @returns the document as stored.
   * @throws {DocumentConflictError} when the stored version is another one, or the document is gone.
   */
  save(document: StoredDocument, options?: CallOptions): Promise<StoredDocument>;
  /** Removes documents. Does nothing for those that are not there. */
  remove(keys: readonly DocumentKey[], options?: CallOptions): Promise<void>;
  /** @returns by `integrationId`, then `id` (by bytes); with `dueBefore` the longest due first, then in that order. */
  query(query: DocumentQuery): Promise<readonly StoredDocument[]>;
  /** Removes documents whose `expiresAt` is before this moment (ISO 8601), `limit` at most. @returns how many. */
  removeExpired(request: { readonly before: string; readonly limit: number } & CallOptions): Promise<number>;
  /** Removes everything of an integration, in all collections but those named. */
  removeIntegration(
    request: { readonly integrationId: string; readonly except?: readonly string[] | undefined } & CallOptions,
  ): Promise<void>;
}
