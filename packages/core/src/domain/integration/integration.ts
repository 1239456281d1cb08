import type { JsonObject } from '../json.ts';
import type { IntegrationStatus } from './integration-status.ts';

/** Something the owner of an integration should know. Holds no personal data. */
export interface IntegrationNotice {
  readonly level: 'warning' | 'error';
  /** A stable name for the kind of problem; an integration has at most one notice of each code. */
  readonly code: string;
  /** What is wrong and what to do about it. */
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
}

/** @deprecated Use {@link IntegrationNotice}: a message is what travels through a queue. */
export type IntegrationMessage = IntegrationNotice;

/** One account of a CRM joined with one workspace of Quo. Immutable; times are ISO 8601 in UTC with milliseconds. */
export interface Integration {
  readonly id: string;
  /** The owner. */
  readonly userId: string;
  /** The connector's id, such as `pipedrive`. */
  readonly connector: string;
  readonly status: IntegrationStatus;
  /** What the owner has set, and what set-up has found out. Holds no secrets: those are in the vault. */
  readonly config: JsonObject;
  readonly messages: readonly IntegrationNotice[];
  /** What others call it, such as company and user of the CRM: `pipedrive/123/5`. */
  readonly lookupKeys: readonly string[];
  /** When its set-up was done; `null`: not yet. */
  readonly setUpAt: string | null;
  /** When it has to be reconciled: its set-up, its daily check, or its deletion has to run; `null`: nothing has to. */
  readonly dueAt: string | null;
  /** How often that has failed in a row. */
  readonly failedAttempts: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Counts the saves; 0 when created. */
  readonly version: number;
}
