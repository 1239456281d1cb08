import type { Schema } from '@frigg-crm/client';

/** What the API shows, by the names that the page has for it: from the OpenAPI document of the server. */

/** A list of which the rest is read by `nextCursor`. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export type Sync = Schema<'Sync'>;
export type SyncAction = Sync['actions'][number];
export type Explanation = Schema<'Explanation'>;
export type SyncPages = Schema<'SyncPages'>;
/** Runs of numbers, both ends included, in order. */
export type Ranges = SyncPages['settled'];
export type SyncErrors = Schema<'SyncErrors'>;
/** A sync and how it went, as a file holds it. */
export type ExportedSync = Schema<'ExportedSync'>;
export type SyncPlan = Schema<'SyncPlan'>;
export type StartPlan = Schema<'StartPlan'>;
export type Integration = Schema<'Integration'>;
export type IntegrationStatus = Integration['status'];
export type Connector = Schema<'ConnectorList'>['items'][number];
export type RateBudget = Schema<'RateBudgets'>['items'][number];
export type WebhookHealth = Schema<'WebhookHealth'>;
export type LogEvent = Schema<'EventPage'>['items'][number];
/** Failed work of one kind and reason. */
export type EntryGroup = Schema<'EntryGroups'>['groups'][number];
/** A person whom a lookup has found. */
export type Person = Schema<'Person'>;
/** All that is stored of one person. */
export type PersonFile = Schema<'PersonFile'>;
/** One person in the CRM and in Quo now. */
export type PersonComparison = Schema<'PersonComparison'>;
export type BulkPlan = Schema<'BulkPlan'>;
export type Session = Schema<'Session'>;
export type OperatorSession = Schema<'OperatorSession'>;
export type Passkey = Schema<'PasskeyList'>['items'][number];
/** What an operator may do. */
export type Right = Session['actions'][number];
export type Problem = Schema<'Problem'>;
