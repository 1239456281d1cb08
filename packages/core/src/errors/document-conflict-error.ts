import { FriggCrmError, type FriggCrmErrorOptions } from './frigg-crm-error.ts';

/** Somebody else saved or removed the document first: load it again and repeat the change. */
export class DocumentConflictError extends FriggCrmError {
  override readonly code = 'DOCUMENT_CONFLICT';
  override readonly retryable = true;

  constructor(collection: string, options?: FriggCrmErrorOptions) {
    super(`A document of ${collection} was saved or removed by somebody else: load it again and repeat the change`, options);
  }
}
