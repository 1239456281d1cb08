import { silentLogger, type DocumentStore, type Inbox, type JsonObject, type Logger, type MappingRepository } from '@frigg-crm/core';
import { createMemoryDocumentStore, type MemoryQueue } from '@frigg-crm/memory';
import type { VirtualClock } from '@frigg-crm/testing';
import type { Analytics } from '../analytics/analytics.ts';
import { ActivityLog } from '../activities/activity-log.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { ActivityFormats } from '../connector/activity-target.ts';
import type { QueueManager } from '../queue/queue-manager.ts';
import { FakeActivities } from './fake-activities.ts';
import { FakeIntegration } from './fake-crm.ts';
import { FakeWorkspace } from './fake-workspace.ts';
import { createSyncSystem } from './sync-system.ts';
import { createTestSystem } from './test-system.ts';

/** A workspace, a CRM, and what writes from the one into the other. */
export interface ActivitySystem {
  readonly clock: VirtualClock;
  readonly workspace: FakeWorkspace;
  readonly activities: FakeActivities;
  readonly documents: DocumentStore;
  readonly mappings: MappingRepository;
  readonly inbox: Inbox;
  readonly workQueue: MemoryQueue;
  readonly queueManager: QueueManager;
  readonly integration: CrmIntegration;
  /** Another worker on the same store. */
  newLog(): ActivityLog;
  readonly log: ActivityLog;
}

export interface ActivitySystemOptions {
  readonly logger?: Logger;
  readonly formats?: ActivityFormats;
  /** What the owner has set at the moment. @defaultValue nothing */
  readonly config?: () => JsonObject;
  readonly analytics?: Analytics;
  /** Puts something around the store. */
  readonly wrapDocuments?: (documents: DocumentStore) => DocumentStore;
}

/** Everything in memory, on a clock that only moves when a test says so. */
export function createActivitySystem({
  logger = silentLogger,
  formats,
  config = () => ({}),
  analytics,
  wrapDocuments = (store) => store,
}: ActivitySystemOptions = {}): ActivitySystem {
  const { clock, documents, inbox, mappings, queue, queueManager, ids } = createTestSystem({
    documents: wrapDocuments(createMemoryDocumentStore()),
  });
  const workspace = new FakeWorkspace();
  const activities = new FakeActivities();
  const readConfig = async (): Promise<JsonObject> => config();
  const dependencies = { readConfig, analytics, documents, mappingRepository: mappings, inbox, queueManager, clock, logger, ids };
  const log = new ActivityLog(dependencies);
  return {
    clock,
    workspace,
    activities,
    documents,
    mappings,
    inbox,
    workQueue: queue,
    queueManager,
    integration: createIntegration({ clock, activities, workspace, formats }),
    newLog: () => new ActivityLog(dependencies),
    log,
  };
}

function createIntegration({
  clock,
  activities,
  workspace,
  formats,
}: {
  readonly clock: VirtualClock;
  readonly activities: FakeActivities;
  readonly workspace: FakeWorkspace;
  readonly formats: ActivityFormats | undefined;
}): CrmIntegration {
  const { engine, crm, quo } = createSyncSystem({ clock });
  const integration = new FakeIntegration({
    ...engine,
    integrationId: 'i1',
    userId: 'u1',
    quoContacts: quo.port,
    quo: workspace.port,
    crm,
    activities,
  });
  return formats === undefined ? integration : Object.assign(integration, { activityFormats: formats });
}
