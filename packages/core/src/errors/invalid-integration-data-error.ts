import { FriggCrmError } from './frigg-crm-error.ts';

/** Data of an integration that cannot be used; the message says what to change. */
export class InvalidIntegrationDataError extends FriggCrmError {
  override readonly code = 'INVALID_INTEGRATION_DATA';
  override readonly retryable = false;
  /** The fields to change, where single ones are wrong. */
  readonly fields: readonly { readonly field: string; readonly problem: string }[];

  constructor(message: string, { fields = [] }: Partial<Pick<InvalidIntegrationDataError, 'fields'>> = {}) {
    super(message);
    this.fields = fields;
  }
}
