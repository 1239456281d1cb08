import { FriggCrmError } from './frigg-crm-error.ts';

/** A document that no store can hold; the message names the field. */
export class InvalidDocumentError extends FriggCrmError {
  override readonly code = 'INVALID_DOCUMENT';
  override readonly retryable = false;
}
