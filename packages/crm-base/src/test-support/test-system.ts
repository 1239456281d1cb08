import {
  createIntegrationRepository,
  Inbox,
  type DocumentStore,
  type IdGenerator,
  type IntegrationRepository,
  type LogFields,
  type Logger,
  type MappingRepository,
  type ProcessRepository,
} from '@frigg-crm/core';
import {
  createMemoryDocumentStore,
  createMemoryMappingRepository,
  createMemoryProcessRepository,
  createMemoryQueue,
  type MemoryQueue,
} from '@frigg-crm/memory';
import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import { QueueManager } from '../queue/queue-manager.ts';

export interface TestSystemOptions {
  /** @defaultValue one that only moves when a test says so */
  readonly clock?: VirtualClock | undefined;
  /** Those of another program, or with something around them. @defaultValue empty ones in memory */
  readonly documents?: DocumentStore | undefined;
  /** Where lines of the log go, as JSON with `message`. @defaultValue a new list */
  readonly log?: string[] | undefined;
}

/** What every test of a part needs: a clock, stores and a queue in memory, ids that count, and a log that can be read. */
export interface TestSystem {
  readonly clock: VirtualClock;
  readonly documents: DocumentStore;
  readonly integrations: IntegrationRepository;
  readonly inbox: Inbox;
  readonly mappings: MappingRepository;
  readonly processes: ProcessRepository;
  /** Carries the messages of both queues. */
  readonly queue: MemoryQueue;
  readonly queueManager: QueueManager;
  readonly ids: IdGenerator;
  readonly log: string[];
  readonly logger: Logger;
}

/** Makes the parts; a system of several programs has one for each, over the same clock and documents. */
export function createTestSystem({
  clock = createVirtualClock(),
  documents = createMemoryDocumentStore(),
  log = [],
}: TestSystemOptions = {}): TestSystem {
  const queue = createMemoryQueue({ clock });
  let ids = 0;
  return {
    clock,
    documents,
    integrations: createIntegrationRepository(documents),
    inbox: new Inbox({ documents, clock }),
    mappings: createMemoryMappingRepository({ clock }),
    processes: createMemoryProcessRepository(),
    queue,
    queueManager: new QueueManager({ fetchQueue: queue, workQueue: queue }),
    ids: { next: () => `id-${String((ids += 1)).padStart(6, '0')}` },
    log,
    logger: createLogger(log),
  };
}

function createLogger(log: string[]): Logger {
  const write = (fields: LogFields, message: string): void => void log.push(JSON.stringify({ ...fields, message }));
  const logger: Logger = { debug: write, info: write, warn: write, error: write, child: () => logger };
  return logger;
}
