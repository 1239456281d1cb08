import { FriggCrmError } from '@frigg-crm/core';
import type { FriggCrmErrorOptions } from '@frigg-crm/core/adapter';

/** The codes of the errors that an API call can end with. */
export type ApiErrorCode = 'API_REFUSED' | 'API_UNAUTHORIZED' | 'API_RATE_LIMITED' | 'API_UNAVAILABLE' | 'API_ANSWER_UNEXPECTED';

/** What is known of a failed call. Nothing of the response's text: it may hold personal data. */
export interface ApiErrorFacts {
  /** The API's name, such as `Quo`. */
  readonly api: string;
  /** The HTTP method and the path without query and ids of people, such as `POST /v1/contacts`. */
  readonly operation: string;
  /** HTTP status; absent when no response came. */
  readonly status?: number | undefined;
  /** The API's own error code. */
  readonly apiCode?: string | undefined;
  /** Paths of the fields that the API refused, such as `defaultFields.phoneNumbers.0.value`; never what they hold. */
  readonly fields?: readonly string[] | undefined;
  /** The id under which the API's support finds the call. */
  readonly trace?: string | undefined;
}

/** Fields that an error names; the message of an entry is short. */
const MAX_NAMED_FIELDS = 3;

/** A call to an API failed. The subclasses say what that means for the caller. */
export abstract class ApiError extends FriggCrmError {
  abstract override readonly code: ApiErrorCode;
  readonly api: string;
  readonly operation: string;
  readonly status: number | undefined;
  readonly apiCode: string | undefined;
  /** Paths of the fields that the API refused; empty when it named none. */
  readonly fields: readonly string[];
  readonly trace: string | undefined;

  constructor(facts: ApiErrorFacts, advice: string, options?: FriggCrmErrorOptions) {
    const { fields = [] } = facts;
    const named = fields.length === 0 ? undefined : `at ${fields.slice(0, MAX_NAMED_FIELDS).join(', ')}`;
    const known = [facts.status, facts.apiCode, named, facts.trace === undefined ? undefined : `trace ${facts.trace}`].filter(
      (fact) => fact !== undefined,
    );
    super(`${facts.api}: ${facts.operation} failed${known.length === 0 ? '' : ` (${known.join(', ')})`}; ${advice}`, options);
    this.api = facts.api;
    this.operation = facts.operation;
    this.status = facts.status;
    this.apiCode = facts.apiCode;
    this.fields = fields;
    this.trace = facts.trace;
  }

  /** Recognises the errors of API calls, also those made by another copy of this package. */
  static override is(error: unknown): error is ApiError {
    return FriggCrmError.is(error) && error.code.startsWith('API_');
  }
}
