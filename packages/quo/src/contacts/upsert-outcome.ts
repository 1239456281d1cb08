import { FriggCrmError } from '@frigg-crm/core';
import { ApiError, ApiUnavailableError, type ApiErrorCode } from '@frigg-crm/http';
import { phoneNumbersOf, type StoredQuoContact } from './stored-contact.ts';

/** What became of one contact of an upsert. */
export type UpsertOutcome =
  | {
      /**
       * `unchanged`: Quo held it already, nothing was written. When several callers create the same contact at the same
       * moment, more than one may say `created`; there is one contact all the same.
       */
      readonly kind: 'created' | 'updated' | 'unchanged';
      readonly externalId: string;
      readonly contactId: string;
      /** As Quo returned them. */
      readonly phoneNumbers: readonly string[];
    }
  | {
      /** For good: the same contact will be refused again. */
      readonly kind: 'refused';
      readonly externalId: string;
      /**
       * `CONFLICT`, `NO_PHONE_NUMBER` (new, and it could not be called), `INVALID_…` (found before any call), Quo's own code,
       * or `HTTP_` and the status.
       */
      readonly code: string;
      /** Paths of the fields that are refused, such as `defaultFields.phoneNumbers.0.value`; absent or empty: none is named. */
      readonly fields?: readonly string[] | undefined;
      /** Names the fields too. Without personal data. */
      readonly message: string;
    }
  | {
      /** Whether it was written is unknown, or it was not: upsert it again later. */
      readonly kind: 'unavailable';
      readonly externalId: string;
      readonly error: ApiError;
    };

/** The outcome of a contact that Quo holds. */
export function toHeld(kind: 'created' | 'updated' | 'unchanged', externalId: string, stored: StoredQuoContact): UpsertOutcome {
  return { kind, externalId, contactId: stored.id, phoneNumbers: phoneNumbersOf(stored) };
}

/**
 * The outcome of a failed call.
 * @throws the error itself when it is not about this contact: the account is refused, or the call was aborted.
 */
export function toFailure(externalId: string, error: unknown): UpsertOutcome {
  if (!ApiError.is(error) || isAccountRefused(error)) throw error;
  if (error.code !== 'API_REFUSED') return { kind: 'unavailable', externalId, error };
  const code = error.status === 409 ? 'CONFLICT' : (error.apiCode ?? `HTTP_${error.status ?? 'NONE'}`);
  return { kind: 'refused', externalId, code, fields: error.fields, message: error.message };
}

/** Whether every other call would fail too. */
export function isAccountRefused(error: unknown): boolean {
  return FriggCrmError.hasCode<ApiErrorCode>(error, 'API_UNAUTHORIZED');
}

/** Whether a call may have taken effect although it failed. */
export function isOutcomeUnknown(error: ApiError): boolean {
  return error.code === 'API_UNAVAILABLE' || error.code === 'API_ANSWER_UNEXPECTED';
}

/** A conflict with a contact that the list does not show (yet): it may be a moment old, so it is worth another try. */
export function toUnavailable(conflict: ApiError): ApiUnavailableError {
  const { api, operation, status, apiCode, trace } = conflict;
  return new ApiUnavailableError({ api, operation, status, apiCode, trace }, { cause: conflict });
}
