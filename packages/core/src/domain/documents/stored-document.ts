import type { JsonObject } from '../json.ts';

/** Where a document is kept: unique over all three. */
export interface DocumentKey {
  /** What kind of document it is, such as `integrations`. */
  readonly collection: string;
  readonly integrationId: string;
  readonly id: string;
}

/** A document as a store keeps it. Times are ISO 8601 in UTC with milliseconds. */
export interface StoredDocument extends DocumentKey {
  readonly value: JsonObject;
  /** By what else it is found; each once, in any order. */
  readonly tags: readonly string[];
  /** When it has to be checked; `null`: never. */
  readonly dueAt: string | null;
  /** From when on it may be removed; `null`: it stays. */
  readonly expiresAt: string | null;
  /** Counts the saves; 0 when inserted. */
  readonly version: number;
}
