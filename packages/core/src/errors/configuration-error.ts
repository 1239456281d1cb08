import { FriggCrmError } from './frigg-crm-error.ts';

/** A setting is missing or unusable; the message names it and says what would work. */
export class ConfigurationError extends FriggCrmError {
  override readonly code = 'CONFIGURATION_INVALID';
  override readonly retryable = false;
}
