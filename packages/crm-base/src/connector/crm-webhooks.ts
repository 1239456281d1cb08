import type { CallOptions, JsonObject } from '@frigg-crm/core';

/** What a connector gets when it sets up the webhooks of its CRM. */
export interface WebhookSetup extends CallOptions {
  /** Where the CRM sends its events: http(s), without a query. */
  readonly url: string;
  /** What an earlier set-up has stored; `undefined` at the first. May hold secrets: it comes from the vault. */
  readonly stored: JsonObject | undefined;
  /** Stores what has to be known later, encrypted, in place of what was stored before. */
  readonly store: (value: JsonObject) => Promise<void>;
  /**
   * Rejects once the set-up has lost its right to work, as when the integration was deleted while the program stood still:
   * a webhook that is made afterwards would never be removed. @defaultValue the right is not lost
   */
  readonly assertHeld?: (() => Promise<void>) | undefined;
}

/** What came of a set-up. */
export type WebhookSetupResult =
  | {
      readonly status: 'configured';
      /** When the set-up must be repeated at the latest (ISO 8601), because a webhook expires. @defaultValue with the next check, each day */
      readonly renewBy?: string | undefined;
    }
  /** The CRM has no webhooks that this connector uses. */
  | { readonly status: 'skipped' }
  /** It does not work (yet), with what to do about it; the rest of the set-up goes on. */
  | { readonly status: 'failed'; readonly code: string; readonly message: string };

/** A request from outside, before anything is believed. */
export interface IncomingWebhook {
  readonly method: string;
  /** Where it was sent to, query included. @defaultValue unknown */
  readonly url?: string | undefined;
  readonly headers: Headers;
  /** As received. */
  readonly rawBody: Uint8Array;
  /** What the last set-up has stored. */
  readonly stored: JsonObject | undefined;
}

/** One event of a webhook of the CRM, after it was verified. */
export interface CrmEvent {
  /** The same on every delivery of the same event; with the integration it is unique. */
  readonly eventId: string;
  /** What to do about it. Without personal data where that is possible: the record is fetched when the event is worked on. */
  readonly change:
    | { readonly kind: 'person-changed'; readonly objectType: string; readonly externalId: string }
    | { readonly kind: 'person-deleted'; readonly objectType: string; readonly externalId: string };
}
