/**
 * The connector of Pipedrive: the integration, the client of its API, and OAuth. Its sandbox is
 * `@frigg-crm/pipedrive/sandbox`.
 */

// The connector
export { PipedriveIntegration, type PipedriveIntegrationDependencies } from './pipedrive-integration.ts';
export { readCallActivityDestination, type CallActivityDestination } from './activities/create-activity-links.ts';
export { pipedrivePersonToQuoContact, type PersonMappingOptions } from './mapping/pipedrive-person-to-quo-contact.ts';

// Connecting and disconnecting accounts
export { pipedriveOAuthProvider, type PipedriveOAuthOptions, type PipedriveOAuthProvider } from './pipedrive-oauth-provider.ts';
export { openPipedriveClient, type OpenPipedriveClientOptions } from './pipedrive-oauth-provider.ts';
export { createPipedriveUninstaller, pipedriveLookupKey } from './webhooks/read-uninstall.ts';

// The client
export { createPipedriveBudget, type PipedriveBudgetOptions } from './client/create-pipedrive-client.ts';
export { createPipedriveClient, type PipedriveClientOptions } from './client/create-pipedrive-client.ts';
export type { DeprecatedPipedriveCalls, PipedriveClient } from './client/create-pipedrive-client.ts';
export { VERSION } from './version.ts';

// Its resources and their records
export type { ListActivitiesQuery, PipedriveActivities } from './client/create-activities.ts';
export type { PipedriveActivity, PipedriveActivityFields, PipedriveActivityLink } from './client/create-activities.ts';
export type { PipedriveDealFields, PipedriveDeals, PipedriveLeads } from './client/create-deals-and-leads.ts';
export type { PipedriveItem, PipedriveItems, PipedriveItemType } from './client/create-items.ts';
export type { ListNotesQuery, PipedriveNote, PipedriveNoteFields, PipedriveNotes } from './client/create-notes.ts';
export type { ListPersonsQuery, PipedrivePersonMatch, PipedrivePersons } from './client/create-persons.ts';
export type { PipedriveOrganization, PipedriveOrganizations } from './client/create-persons.ts';
export type { PipedrivePerson, PipedriveValue } from './client/pipedrive-person.ts';
export type { PipedriveMe, PipedriveUser, PipedriveUsers } from './client/create-users.ts';
export type { PipedriveWebhook, PipedriveWebhookFields, PipedriveWebhooks } from './client/create-webhooks.ts';

/** @deprecated `PhoneSearchOptions` of `@frigg-crm/crm-base/connector` */
export type { PhoneSearchOptions as SearchByPhoneOptions } from '@frigg-crm/crm-base/connector';

// Its place in programs that offer several connectors
export { pipedriveConnector } from './descriptor.ts';
