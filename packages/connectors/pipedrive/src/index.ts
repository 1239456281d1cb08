/**
 * The connector of Pipedrive: the integration, the client of its API, and OAuth. Its sandbox is
 * `@frigg-crm/pipedrive/sandbox`.
 */

// The connector
export { PipedriveIntegration, type PipedriveIntegrationDependencies } from './pipedrive-integration.ts';
export { readCallActivityDestination, type CallActivityDestination } from './activities/call-activity-destination.ts';
export { pipedrivePersonToQuoContact, type PersonMappingOptions } from './mapping/pipedrive-person-to-quo-contact.ts';

// Connecting and disconnecting accounts
export { pipedriveOAuthProvider, type PipedriveOAuthOptions, type PipedriveOAuthProvider } from './pipedrive-oauth-provider.ts';
export { openPipedriveClient, type OpenPipedriveClientOptions } from './open-pipedrive-client.ts';
export { createPipedriveUninstaller } from './webhooks/create-pipedrive-uninstaller.ts';
export { pipedriveLookupKey } from './webhooks/pipedrive-lookup-key.ts';

// The client
export { createPipedriveBudget, type PipedriveBudgetOptions } from './client/create-pipedrive-budget.ts';
export { createPipedriveClient, type PipedriveClientOptions } from './client/create-pipedrive-client.ts';
export type { PipedriveClient } from './client/pipedrive-client.ts';
export type {
  ListPersonsQuery,
  PipedriveOrganizations,
  PipedrivePersonList,
  PipedrivePersonPage,
  PipedrivePersons,
} from './client/pipedrive-resources.ts';
export type { DeprecatedPipedriveCalls } from './deprecated.ts';
export { VERSION } from './version.ts';

// Its resources
export type { ListActivitiesQuery, PipedriveActivities, PipedriveActivityPage } from './client/create-activities.ts';
export type { PipedriveDeals, PipedriveLeads } from './client/create-deals-and-leads.ts';
export type { ListNotesQuery, PipedriveNotePage, PipedriveNotes } from './client/create-notes.ts';
export type { PipedrivePersonMatch, PipedrivePersonSearch, SearchByPhoneOptions } from './client/create-person-search.ts';
export type { PipedriveUsers } from './client/create-users.ts';
export type { PipedriveWebhooks } from './client/create-webhooks.ts';

// Its records
export type { PipedriveActivity, PipedriveActivityFields, PipedriveActivityLink } from './client/pipedrive-activity.ts';
export type { PipedriveNote, PipedriveNoteFields } from './client/pipedrive-note.ts';
export type { PipedriveOrganization } from './client/pipedrive-organization.ts';
export type { PipedrivePerson, PipedriveValue } from './client/pipedrive-person.ts';
export type { PipedriveMe, PipedriveUser } from './client/pipedrive-user.ts';
export type { PipedriveWebhook, PipedriveWebhookFields } from './client/pipedrive-webhook.ts';

// Its place in programs that offer several connectors
export { pipedriveConnector } from './descriptor.ts';

// Errors
export { PipedriveWebhookInvalidError } from './errors/pipedrive-webhook-invalid-error.ts';
export { PipedriveWebhookRefusedError } from './errors/pipedrive-webhook-refused-error.ts';
export { UnusablePersonError } from './errors/unusable-person-error.ts';
