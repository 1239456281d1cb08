// What an app on Frigg uses, one subject after the other.

// Processes, by Frigg's names
export { FRIGG_CRM_SYNC } from './processes/frigg-crm-sync.ts';
export { CreateProcess, type FriggProcessData } from './processes/create-process.ts';
export { GetProcess } from './processes/get-process.ts';
export { UpdateProcessState } from './processes/update-process-state.ts';
export {
  UpdateProcessMetrics,
  toFriggProgress,
  type FriggMetrics,
  type FriggProgress,
  type WebsocketService,
} from './processes/update-process-metrics.ts';
export { HandleProcessUpdate, type HandleProcessUpdateOptions } from './processes/handle-process-update.ts';
export { ProcessQueueService, type ProcessQueueServiceOptions, type SqsClient } from './processes/process-queue-service.ts';
export {
  ProcessUpdateMessage,
  ProcessUpdateOperation,
  type FriggOperation,
  type ProcessUpdateMessageData,
} from './processes/process-update-message.ts';
export { createProcessCommands, type CommandFailure, type ProcessCommands } from './processes/process-commands.ts';
export type { FriggProcess } from './processes/frigg-process.ts';
export type { ProcessOptions } from './processes/process-options.ts';
export {
  ProcessState,
  StateTransitions,
  TerminalStates,
  TransitionGuards,
  getValidNextStates,
  isTerminalState,
  isValidState,
  isValidTransition,
  validateTransition,
  type FriggProcessState,
  type GuardedProcess,
  type TransitionVerdict,
} from './processes/process-states.ts';

// A connector inside a Frigg app
export { friggIntegration, TURN_EVENT, type FriggCrmClass, type FriggCrmInstance } from './integration/frigg-integration.ts';
export type { ConnectorContext, FriggIntegrationOptions, FriggStores } from './integration/frigg-integration-options.ts';
export type { FriggProcessChanges, FriggProcessRow, FriggProcessTable, FriggProcessTableRow } from './integration/frigg-process-table.ts';
export type { FriggForm } from './integration/config-form.ts';
export { FriggRequestError } from './integration/frigg-request-error.ts';
export type {
  FriggApi,
  FriggDefinition,
  FriggEntity,
  FriggEvent,
  FriggIntegrationBase,
  FriggIntegrationInstance,
  FriggJob,
  FriggModule,
  FriggRequest,
  FriggResponse,
} from './integration/frigg-host.ts';

// The data of a Frigg app, moved over
export { importFromFrigg, type FriggImport, type ImportFromFriggOptions } from './migration/import-from-frigg.ts';
export type { ImportTarget } from './migration/import-integration.ts';
export { IMPORT_KINDS, type ImportCounts, type ImportKind, type ImportTotals } from './migration/import-counts.ts';
export { FRIGG_CONNECTORS, type ImportedConnector } from './migration/frigg-connectors.ts';
export { createQuoSourceCheck, type QuoSourceCheck, type SeenQuoSource } from './migration/check-quo-source.ts';
export { createAesFriggKeys, decryptFriggField, type FriggKeys } from './migration/decrypt-field.ts';
export { openFriggSource } from './migration/open-frigg-source.ts';
export { createPostgresFriggSource, type FriggPostgresPool } from './migration/postgres-source.ts';
export { createMongoFriggSource, type FriggMongoDatabase } from './migration/mongo-source.ts';
export type {
  FriggCredentialRow,
  FriggEntityRow,
  FriggIntegrationRow,
  FriggMappingRow,
  FriggSource,
  OpenFriggSource,
} from './migration/frigg-source.ts';
