import type { ProcessErrorEntry } from '@frigg-crm/core';
import type { ConfirmedWrite } from '@frigg-crm/core/adapter';
import { isAccountFailure, isTransient } from '../failures/classify-failure.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';

/** What this attempt has written of a person. */
interface Written {
  /** What Quo holds by it. @defaultValue nothing was written */
  readonly confirmed?: ConfirmedWrite;
  /** Quo did not hold the person before. @defaultValue false */
  readonly isNew?: boolean;
}

/** What became of a person in one attempt. */
export type PersonOutcome =
  /** Quo holds the person as the CRM does. */
  | ({ readonly kind: 'synced' } & Written)
  /** There was nothing to write: no phone number, deleted, listed twice, or a newer version is there. */
  | ({
      readonly kind: 'skipped';
      /** A newer version was written before, so this one was left alone. @defaultValue false */
      readonly isStale?: boolean;
    } & Written)
  /** For good. */
  | { readonly kind: 'failed'; readonly entry: ProcessErrorEntry }
  /** It may succeed later. */
  | { readonly kind: 'retry'; readonly externalId: string; readonly error: unknown };

/** What became of persons, by external id. */
export type PersonOutcomes = ReadonlyMap<string, PersonOutcome>;

/** @returns what Quo holds of persons by this attempt. */
export function confirmedOf(outcomes: Iterable<PersonOutcome>): readonly ConfirmedWrite[] {
  return [...outcomes].flatMap((outcome) => ('confirmed' in outcome && outcome.confirmed !== undefined ? [outcome.confirmed] : []));
}

/**
 * @returns the outcome of a person whom an error of ours or of an API concerns alone.
 * @throws the error, when the whole account is refused.
 */
export function toFailedOutcome(error: unknown, externalId: string): PersonOutcome {
  if (isAccountFailure(error)) throw error;
  return isTransient(error) ? { kind: 'retry', externalId, error } : { kind: 'failed', entry: toErrorEntry(error, { externalId }) };
}
