/**
 * The connector of Attio: the integration, the client of its API, and OAuth. Its sandbox is `@frigg-crm/attio/sandbox`.
 */

// The connector
export { AttioIntegration, type AttioIntegrationDependencies } from './attio-integration.ts';
export { attioPersonToQuoContact, type PersonMappingOptions } from './mapping/attio-person-to-quo-contact.ts';

// Connecting accounts
export { attioOAuthProvider, type AttioOAuthOptions } from './attio-oauth-provider.ts';
export { openAttioClient, type OpenAttioClientOptions } from './open-attio-client.ts';
export { ATTIO_SCOPES, verifyAttioAccount } from './verify-attio-account.ts';

// The client
export { createAttioClient, type AttioClient, type AttioClientOptions } from './client/create-attio-client.ts';
export { VERSION } from './version.ts';

// Its resources and their records
export type { AttioPerson } from './client/attio-person.ts';
export type { AttioNote, AttioNoteFields, AttioNotes, ListNotesQuery } from './client/create-notes.ts';
export type {
  AttioCompanies,
  AttioCompany,
  AttioPeople,
  AttioPersonFields,
  AttioPersonMatch,
  ListPeopleQuery,
} from './client/create-records.ts';
export type { AttioSubscription, AttioWebhook, AttioWebhooks, CreatedAttioWebhook } from './client/create-webhooks.ts';
export type { AttioFoundRecord, AttioObject, AttioObjects, AttioSelf, AttioTokenInfo } from './client/create-workspace.ts';

/** @deprecated `PhoneSearchOptions` of `@frigg-crm/crm-base/connector` */
export type { PhoneSearchOptions as SearchByPhoneOptions } from '@frigg-crm/crm-base/connector';

// Its place in programs that offer several connectors
export { attioConnector } from './descriptor.ts';
