/**
 * The connector of AxisCare: the integration, the client of its API, and what its owner can set. Its sandbox is
 * `@frigg-crm/axiscare/sandbox`.
 */

// The connector
export { AxisCareIntegration, type AxisCareIntegrationDependencies } from './axiscare-integration.ts';
export { axiscarePersonToQuoContact, type CareFieldMapping, type PersonMappingOptions } from './mapping/axiscare-person-to-quo-contact.ts';
export { sitePhonesSchema, type SitePhones } from './site-settings.ts';
export type { AxisCarePersonType, AxisCareRecordType } from './person-keys.ts';

// Connecting accounts
export {
  connectAxisCareAccount,
  openAxisCareAccount,
  type AxisCareCredentials,
  type OpenAxisCareAccountOptions,
  type OpenedAxisCareAccount,
} from './axiscare-account.ts';

// The client
export { createAxisCareClient, type AxisCareClient, type AxisCareClientOptions } from './client/create-axiscare-client.ts';
export { VERSION } from './version.ts';

// Its resources and their records
export type { AxisCarePeople, ListPeopleQuery } from './client/create-people.ts';
export type { AxisCareCareField, AxisCarePerson, AxisCareValue } from './client/axiscare-person.ts';
export type {
  AxisCareCallLog,
  AxisCareCallLogFields,
  AxisCareCallLogs,
  AxisCareTag,
  ListCallLogsQuery,
} from './client/create-call-logs.ts';

// Its place in programs that offer several connectors
export { axiscareConnector } from './descriptor.ts';
