export { createFastClock } from './clock/fast-clock.ts';
export { TEST_START_MS, createVirtualClock, type VirtualClock } from './clock/virtual-clock.ts';
export { aProcess } from './process/a-process.ts';
export type { ContractCase, StoreUnderTest } from './process-repository/contract-case.ts';
export {
  describeProcessRepository,
  processRepositoryCases,
  type ProcessRepositoryContract,
} from './process-repository/describe-process-repository.ts';
export { describeMessageQueue } from './message-queue/describe-message-queue.ts';
export type {
  DeadLetterUnderTest,
  Hang,
  HangingServer,
  MessageQueueSuite,
  MessageQueueUnderTest,
  QueueRequest,
} from './message-queue/message-queue-under-test.ts';
export { createChance, type Chance } from './simulation/chance.ts';
export { FAULT_KINDS, type FaultKind, type FaultMenu, type FaultShares } from './simulation/fault-menu.ts';
export { InvariantViolation } from './simulation/invariant-violation.ts';
export { createSimulatedFetch, type RequestHandler, type SimulatedFetchOptions } from './simulation/simulated-fetch.ts';
export { SimulatedMachine, type CallFaults, type ClockError, type MachineOptions } from './simulation/simulated-machine.ts';
export { createSimulatedQueue, type SimulatedQueue, type SimulatedQueueOptions } from './simulation/simulated-queue.ts';
export { Simulation, type ScheduledEvent, type SimulationOptions, type SimulationRun } from './simulation/simulation.ts';
export { installVirtualGlobals } from './simulation/virtual-globals.ts';
export { wrapPort, type WrapPortOptions } from './simulation/wrap-port.ts';
export { describeLeases, leaseCases, type LeasesContract } from './leases/describe-leases.ts';
export type { LeaseCase, LeasesUnderTest } from './leases/lease-case.ts';
export {
  describeMappingRepository,
  mappingRepositoryCases,
  type MappingRepositoryContract,
} from './mapping-repository/describe-mapping-repository.ts';
export type { MappingCase, MappingsUnderTest } from './mapping-repository/mapping-case.ts';
export { describeStore, type StoreContract } from './store/describe-store.ts';
export { describeProgressFeed, type ProgressFeedContract, type ProgressFeedUnderTest } from './progress-feed/describe-progress-feed.ts';
export { describeRateLimits, rateLimitCases, type RateLimitsContract } from './rate-limits/describe-rate-limits.ts';
export type { RateLimitCase, RateLimitsUnderTest } from './rate-limits/rate-limit-case.ts';
export { describeDocumentStore, documentStoreCases, type DocumentStoreContract } from './document-store/describe-document-store.ts';
export type { DocumentCase, DocumentsUnderTest } from './document-store/document-case.ts';
export {
  describeIntegrationRepository,
  integrationRepositoryCases,
  type IntegrationRepositoryContract,
} from './integration-repository/describe-integration-repository.ts';
export type { IntegrationCase, IntegrationsUnderTest } from './integration-repository/integration-case.ts';
export {
  credentialVaultCases,
  describeCredentialVault,
  type CredentialVaultContract,
} from './credential-vault/describe-credential-vault.ts';
export type { CredentialVaultCase, CredentialVaultUnderTest, OpenVault } from './credential-vault/credential-vault-case.ts';
export { describeStoreTransfer, type StoreTransferContract } from './store/describe-store-transfer.ts';
export { describeHangingStore, type HangingStore, type HangingStoreContract } from './store/describe-hanging-store.ts';
export { createRecordingLogger } from './app/recording-logger.ts';
export { serveOnLoopback, type LoopbackServer } from './app/serve-on-loopback.ts';
export { createTestVault } from './app/test-vault.ts';
