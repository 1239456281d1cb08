import type { DocumentStore } from '@frigg-crm/core';
import { describe, it } from 'vitest';
import type { DocumentCase } from './document-case.ts';
import { findManyCases } from './find-many-cases.ts';
import { insertCases } from './insert-cases.ts';
import { queryCases } from './query-cases.ts';
import { refusalCases } from './refusal-cases.ts';
import { removalCases } from './removal-cases.ts';
import { roundTripCases } from './round-trip-cases.ts';
import { saveCases } from './save-cases.ts';

/** How the contract suite reaches an adapter. */
export interface DocumentStoreContract {
  /** Makes an empty store; called before each test. */
  readonly make: () => DocumentStore | Promise<DocumentStore>;
  /**
   * Opens the store that `make` made last once more, as a second program would.
   * @defaultValue the same store again
   */
  readonly open?: (() => DocumentStore) | undefined;
}

/** The contract of `DocumentStore`, promise by promise: for test runners other than vitest's `describe`. */
export const documentStoreCases: readonly DocumentCase[] = [
  ...roundTripCases,
  ...insertCases,
  ...saveCases,
  ...findManyCases,
  ...queryCases,
  ...removalCases,
  ...refusalCases,
];

/**
 * The contract of `DocumentStore`: every adapter runs it, and passes whole.
 *
 * @example
 * ```ts
 * describeDocumentStore('in memory', { make: () => createMemoryDocumentStore() });
 * ```
 */
export function describeDocumentStore(name: string, { make, open }: DocumentStoreContract): void {
  describe(`the document store ${name}`, () => {
    for (const { title, run } of documentStoreCases) {
      it(title, async () => {
        const documents = await make();
        await run({ documents, open: open ?? (() => documents) });
      });
    }
  });
}
