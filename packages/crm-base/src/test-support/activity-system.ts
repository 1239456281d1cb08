import { Inbox, silentLogger, type Clock, type DocumentStore, type Logger, type MappingRepository } from '@frigg-crm/core';
import {
  createMemoryDocumentStore,
  createMemoryMappingRepository,
  createMemoryProcessRepository,
  createMemoryQueue,
  type MemoryQueue,
} from '@frigg-crm/memory';
import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import { ActivityLog } from '../activities/activity-log.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { ActivityFormats } from '../connector/activity-target.ts';
import { QueueManager } from '../queue/queue-manager.ts';
import { createSyncEngine } from '../sync-engine.ts';
import { FakeActivities } from './fake-activities.ts';
import { FakeCrm, FakeIntegration } from './fake-crm.ts';
import { FakeQuoContacts } from './fake-quo-contacts.ts';
import { FakeWorkspace } from './fake-workspace.ts';

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
  /** Puts something around the store. */
  readonly wrapDocuments?: (documents: DocumentStore) => DocumentStore;
}

/** Everything in memory, on a clock that only moves when a test says so. */
export function createActivitySystem({
  logger = silentLogger,
  formats,
  wrapDocuments = (store) => store,
}: ActivitySystemOptions = {}): ActivitySystem {
  const clock = createVirtualClock();
  const documents = wrapDocuments(createMemoryDocumentStore());
  const mappingRepository = createMemoryMappingRepository({ clock });
  const workQueue = createMemoryQueue({ clock });
  const queueManager = new QueueManager({ fetchQueue: createMemoryQueue({ clock }), workQueue });
  const inbox = new Inbox({ documents, clock });
  const workspace = new FakeWorkspace();
  const activities = new FakeActivities();
  let ids = 0;
  const dependencies = { documents, mappingRepository, inbox, queueManager, clock, logger, ids: { next: () => `claim-${(ids += 1)}` } };
  const log = new ActivityLog(dependencies);
  return {
    clock,
    workspace,
    activities,
    documents,
    mappings: mappingRepository,
    inbox,
    workQueue,
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
  readonly clock: Clock;
  readonly activities: FakeActivities;
  readonly workspace: FakeWorkspace;
  readonly formats: ActivityFormats | undefined;
}): CrmIntegration {
  const engine = createSyncEngine({
    store: { processRepository: createMemoryProcessRepository(), mappingRepository: createMemoryMappingRepository({ clock }) },
    queues: { fetch: createMemoryQueue({ clock }), work: createMemoryQueue({ clock }) },
    clock,
  });
  const crm = new FakeCrm([]);
  const integration = new FakeIntegration({
    ...engine,
    integrationId: 'i1',
    userId: 'u1',
    quoContacts: new FakeQuoContacts().port,
    quo: workspace.port,
    crm,
    activities,
  });
  return formats === undefined ? integration : Object.assign(integration, { activityFormats: formats });
}
