import { FriggCrmError, type FriggCrmErrorOptions } from './frigg-crm-error.ts';

/** Another program saved or removed the document first: load it again and repeat the change. */
export class DocumentConflictError extends FriggCrmError {
  override readonly code = 'DOCUMENT_CONFLICT';
  override readonly retryable = true;

  constructor(collection: string, options?: FriggCrmErrorOptions) {
    super(`A document of ${collection} was saved or removed by another program: load it again and repeat the change`, options);
  }
}
