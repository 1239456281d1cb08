/**
 * The kit: what connectors are built of. `BaseCRMIntegration`, the types of its methods and the readers of fields are in
 * `@frigg-crm/crm-base`, endpoints and pages in `@frigg-crm/http`, parts of sandboxes in `@frigg-crm/http/sandbox`, and the
 * suites that a connector has to pass in `@frigg-crm/crm-base/testing`.
 */

// Read what an owner has set
export { readSetting } from './forms/read-setting.ts';

// Read persons
export { readPersonName, type NameParts, type PersonName } from './person-name.ts';
export { markUnusable } from './unusable-person.ts';
export { personRecord, type PersonRecord } from './person-record.ts';
export { toQuoContact, type ContactOptions, type ContactParts } from './to-quo-contact.ts';

// Find people
export type { PeopleClient } from './people-client.ts';
export { searchByPhone, type PhoneSearch, type PhoneSearchOptions } from './search-by-phone.ts';
export { toSearchTerms } from './to-search-terms.ts';
export { hasEmailAddress } from './has-email-address.ts';
export { hasName } from './has-name.ts';
export { rememberFor, type RememberOptions } from './remember-for.ts';
export { createReferences, type ReferenceRead, type References, type ReferencesOptions, type SharedReferences } from './references.ts';
export { createNameLookup, type NameLookup, type NameLookupOptions, type NameReferences } from './name-lookup.ts';

// Write activities
export { createActivityOwners, type ActivityOwners, type ActivityOwnersOptions, type CrmUser } from './activities/activity-owners.ts';
export { createActivityWriter, type ActivityLogOptions, type WrittenKind } from './activities/create-activity-writer.ts';
export { findWritten, type FindWrittenOptions } from './activities/find-written.ts';
export { findWrittenRecord, writeRecords, type RecordKind, type WrittenRecord } from './activities/write-records.ts';
export { limitHtml } from './activities/limit-html.ts';
export { limitText, toSingleLine, type SingleLineOptions } from './activities/to-single-line.ts';
export { namesOtherLink, toActivityHtml, toComparableText } from './activities/written-activity.ts';
export { toSixties, toUtc, toWholeSeconds, type WholeSecondsOptions } from './wire-time.ts';

// Keep the webhook of a connection
export { readStoredWebhook, removeWebhook, setUpWebhook, type StoredWebhook, type WebhookSetUpPlan } from './webhooks/set-up-webhook.ts';
export { keepWebhook, type ForAccountOptions, type KeptWebhook, type WebhookRefusals } from './webhooks/keep-webhook.ts';
export { reconcileWebhook, type ReconciledWebhook, type ReconcileWebhookOptions } from './webhooks/reconcile-webhook.ts';
export type { CreatedWebhook, ListedWebhook, WantedWebhook, WebhookChannel, WebhookRefusal } from './webhooks/webhook-channel.ts';
export { planWebhook, type WebhookConnection, type WebhookFacts } from './webhooks/plan-webhook.ts';

// Read what it delivers
export { createWebhookCredentials, verifyBasicAuth, type BasicCredentials, type RequestHeaders } from './webhooks/basic-credentials.ts';
export { createWebhookSecret, isSameSecret, readDelivered, readJsonBody } from './webhooks/read-delivery.ts';

// Offer actions to owners
export { createAction, reportAction, searchAction, type CreateActionOptions, type SearchActionOptions } from './action-kinds.ts';

// Describe the connector
export { UNLIMITED_REQUESTS, defaultCountryOption, isInShare, listOption, listedPageOf, type ListOption } from './descriptor-parts.ts';
