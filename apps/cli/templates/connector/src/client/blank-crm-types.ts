import type { ListedWebhook } from '@frigg-crm/crm-base/connector';

/** Which people are listed. */
export interface ListPeopleQuery {
  readonly limit: number;
  /** The `nextCursor` of the page before. */
  readonly cursor: string | undefined;
  /** Those who changed at or after this time (ISO 8601). */
  readonly changedSince: string | undefined;
}

/** Which deletions are listed. */
export interface ListDeletedQuery {
  readonly limit: number;
  readonly cursor: string | undefined;
  /** At or after this time (ISO 8601). */
  readonly since: string;
}

/** What is written on a person. */
export interface BlankCrmNoteFields {
  readonly personId: string;
  readonly text: string;
  /** The time of the call or the text (ISO 8601). */
  readonly at: string;
}

/** A note, as the CRM lists it. */
export interface BlankCrmNote extends BlankCrmNoteFields {
  readonly id: string;
}

/** A webhook, as the CRM lists it. */
export interface BlankCrmHook extends ListedWebhook {
  readonly url: string;
}
