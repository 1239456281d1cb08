import { FriggCrmError } from '@frigg-crm/core';

/** The CRM, or its connector, has no search of this kind. */
export class SearchUnsupportedError extends FriggCrmError {
  override readonly code = 'SEARCH_UNSUPPORTED';
  override readonly retryable = false;

  constructor(connector: string, what: 'name' | 'e-mail address') {
    super(`This CRM (${connector}) cannot be searched by ${what}: look the person up by phone number or by id`);
  }
}
