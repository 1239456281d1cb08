import type { StoredDocument } from '../../domain/documents/stored-document.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import { createInMemoryDocuments } from '../../test-support/in-memory-documents.ts';
import { INBOX } from '../inbox-document.ts';

/** A store that lets a test act before an entry is read or saved. */
export interface SteppedDocuments extends DocumentStore {
  /** Runs before the call takes effect; throwing prevents it. */
  beforeCall: (call: 'find' | 'save') => Promise<void> | void;
  /** All that is in the inbox, by key. */
  all(): Promise<readonly StoredDocument[]>;
}

export function createSteppedDocuments(): SteppedDocuments {
  const inner: DocumentStore = createInMemoryDocuments();
  const documents: SteppedDocuments = {
    ...inner,
    beforeCall() {},
    all: async () => inner.query({ collection: INBOX, limit: 1000 }),
    async find(key, options) {
      await documents.beforeCall('find');
      return inner.find(key, options);
    },
    async save(document, options) {
      await documents.beforeCall('save');
      return inner.save(document, options);
    },
  };
  return documents;
}
