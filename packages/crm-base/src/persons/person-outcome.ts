import type { ProcessErrorEntry } from '@frigg-crm/core';

/** What became of a person in one attempt. */
export type PersonOutcome =
  /** Quo holds the person as the CRM does. */
  | { readonly kind: 'synced' }
  /** There was nothing to write: no phone number, deleted, listed twice, or a newer version is there. */
  | {
      readonly kind: 'skipped';
      /** A newer version was written before, so this one was left alone. @defaultValue false */
      readonly isStale?: boolean;
    }
  /** For good. */
  | { readonly kind: 'failed'; readonly entry: ProcessErrorEntry }
  /** It may succeed later. */
  | { readonly kind: 'retry'; readonly externalId: string; readonly error: unknown };
