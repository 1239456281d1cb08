import type { DocumentStore } from '@frigg-crm/core';

/** What a case of the contract works on: an empty store. */
export interface DocumentsUnderTest {
  readonly documents: DocumentStore;
  /** Another program's access to the same store. */
  readonly open: () => DocumentStore;
}

/** One promise of the port, as a test. */
export interface DocumentCase {
  /** A sentence about behaviour. */
  readonly title: string;
  readonly run: (store: DocumentsUnderTest) => Promise<void>;
}
