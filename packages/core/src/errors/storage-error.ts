import { FriggCrmError } from './frigg-crm-error.ts';

/** A store or queue did not respond, or not as it should; whether the change took effect is unknown. */
export class StorageError extends FriggCrmError {
  override readonly code = 'STORAGE_FAILED';
  override readonly retryable = true;
}
