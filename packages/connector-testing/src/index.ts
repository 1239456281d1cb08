/**
 * What the tests of a connector need: how it is joined to its sandbox, the contract suite, and a journey over HTTP.
 */

// Join a connector to its sandbox
export {
  defineTestConnector,
  type Intercept,
  type OpenOptions,
  type OpenedConnector,
  type Sandbox,
  type SentRequest,
  type TestClientOptions,
  type TestConnector,
  type TestConnectorParts,
  type TestDependencies,
} from './test-connector.ts';

// The contract suite
export { connectorCases, describeConnector } from './suite/describe-connector.ts';
export { anActivity } from './suite/activity-cases.ts';
export { CONNECTOR_MUTATIONS, plantIn, type ConnectorMutation, type MutationFacts } from './suite/mutations.ts';
export type { SuiteArea } from './suite/suite-area.ts';
export type { SuiteCase } from './suite/suite-case.ts';
export type {
  ActivityControl,
  ClientSuite,
  ConnectorSuite,
  CrmAbilities,
  CrmControl,
  CrmFaults,
  CrmSetup,
  NewPerson,
  WebhookControl,
  WebhookMethods,
  WebhookProof,
} from './suite/suite-options.ts';

// A journey over HTTP
export { INTEGRATION, startJourney, type Journey, type JourneyOptions, type JourneyWorld } from './journey/start-journey.ts';
export { JourneyCalls, withoutQuoIds } from './journey/journey-calls.ts';
export {
  connectAndSync,
  expectAlike,
  expectLineDeselected,
  expectNothingLeft,
  untilDeleted,
  type AnyJourney,
} from './journey/journey-steps.ts';
export { JourneySecrets } from './journey/journey-secrets.ts';
export {
  connectAccount,
  oauthAccount,
  type CompleteAuthorization,
  type ConnectAccountOptions,
  type ConnectContext,
  type JourneyAccount,
} from './journey/accounts.ts';
export { USER, startApp, type App, type AppDependencies, type AppOptions, type IntegrationOpening } from './journey/start-app.ts';

// Whole syncs without a server
export { createSyncRun, type SyncRun, type SyncRunOptions } from './journey/sync-run.ts';

// An app on virtual time
export { startVirtualApp, type VirtualApp, type VirtualAppOptions } from './journey/start-virtual-app.ts';
