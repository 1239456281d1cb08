/**
 * The connector for Blank CRM: people, notes, webhooks. Its sandbox is `@frigg-crm/blank-crm/sandbox`.
 */

// The connector
export { BlankCrmIntegration, type BlankCrmIntegrationDependencies } from './blank-crm-integration.ts';
export { blankCrmPersonToQuoContact, type PersonMappingOptions } from './mapping/blank-crm-person-to-quo-contact.ts';

// The client
export { createBlankCrmClient, type BlankCrmClient, type BlankCrmClientOptions } from './client/blank-crm-client.ts';
export type { BlankCrmPerson } from './client/blank-crm-person.ts';
export type { BlankCrmHook, BlankCrmNote, BlankCrmNoteFields, ListDeletedQuery, ListPeopleQuery } from './client/blank-crm-types.ts';
export { VERSION } from './version.ts';

// Its place in programs that offer several connectors
export { blankCrmConnector } from './descriptor.ts';
