import { FriggCrmError } from '@frigg-crm/core';

/** The input of a user action cannot be used; `fields` says what to change. */
export class ActionInputError extends FriggCrmError {
  override readonly code = 'ACTION_INPUT_INVALID';
  override readonly retryable = false;
  /** The fields to change, each with what is wrong. */
  readonly fields: readonly { readonly field: string; readonly problem: string }[];

  constructor(event: string, fields: ActionInputError['fields']) {
    const problems = fields.map(({ field, problem }) => (field === '' ? problem : `${field} ${problem}`));
    super(`The input of ${event} cannot be used: ${problems.join('; ')}`);
    this.fields = fields;
  }
}
