import { FriggCrmError } from './frigg-crm-error.ts';

/** A stored secret cannot be decrypted: its master key is not configured, or it was tampered with. */
export class CredentialUnreadableError extends FriggCrmError {
  override readonly code = 'CREDENTIAL_UNREADABLE';
  override readonly retryable = false;
}
