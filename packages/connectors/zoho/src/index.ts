/**
 * The connector of Zoho CRM: the integration, the client of its API, and OAuth in each data centre. Its sandbox is
 * `@frigg-crm/zoho/sandbox`.
 */

// The connector
export { ZohoIntegration, type ZohoIntegrationDependencies } from './zoho-integration.ts';
export { zohoPersonToQuoContact, type ZohoMappingOptions } from './mapping/zoho-person-to-quo-contact.ts';

// Connecting accounts
export { zohoOAuthProvider, zohoProviderOf, type ZohoOAuthOptions, type ZohoOAuthProvider } from './zoho-oauth-provider.ts';
export { completeZohoAuthorization, type CompleteZohoAuthorizationOptions } from './zoho-oauth-provider.ts';
export { openZohoClient, type OpenZohoClientOptions } from './zoho-oauth-provider.ts';

// The client
export { createZohoClient, type ZohoClient, type ZohoClientOptions } from './client/create-zoho-client.ts';
export { VERSION } from './version.ts';

// Its resources and their records
export type { ListDeletedQuery, ListPeopleQuery, ZohoPeople } from './client/create-people.ts';
export type { ZohoPerson, ZohoValue } from './client/zoho-person.ts';
export type { ZohoObjectType } from './client/zoho-modules.ts';
export type { ListCallsQuery, ZohoCall, ZohoCallChanges, ZohoCallFields, ZohoCalls, ZohoParent } from './client/create-calls.ts';
export type { ListNotesQuery, ZohoNote, ZohoNoteFields, ZohoNotes } from './client/create-notes.ts';
export type { ZohoOrganization, ZohoOrganizations, ZohoUser, ZohoUsers } from './client/create-organization.ts';
export type { ZohoChannel, ZohoChannelFields, ZohoChannels } from './client/create-channels.ts';

/** @deprecated `PhoneSearchOptions` of `@frigg-crm/crm-base/connector` */
export type { PhoneSearchOptions as SearchByPhoneOptions } from '@frigg-crm/crm-base/connector';

// Its place in programs that offer several connectors
export { zohoConnector } from './descriptor.ts';
