export { createPipedriveBudget, type PipedriveBudgetOptions } from './client/create-pipedrive-budget.ts';
export { createPipedriveClient, type PipedriveClientOptions } from './client/create-pipedrive-client.ts';
export {
  createPipedriveTokenSource,
  type PipedriveTokenSource,
  type PipedriveTokenSourceOptions,
} from './client/create-pipedrive-token-source.ts';
export type { ListPersonsQuery, PipedriveClient, PipedrivePersonPage } from './client/pipedrive-client.ts';
export type { PipedriveOrganization } from './client/pipedrive-organization.ts';
export type { PipedrivePerson, PipedriveValue } from './client/pipedrive-person.ts';
export type { PipedriveTokens } from './client/pipedrive-tokens.ts';
export { refreshPipedriveToken, type RefreshPipedriveTokenOptions } from './client/refresh-pipedrive-token.ts';
export { resolveApiDomain, type ApiDomainRules } from './client/resolve-api-domain.ts';
export { UnusablePersonError } from './errors/unusable-person-error.ts';
export { pipedrivePersonToQuoContact, type PersonMappingOptions } from './mapping/pipedrive-person-to-quo-contact.ts';
export { PipedriveIntegration, type PipedriveIntegrationDependencies } from './pipedrive-integration.ts';
