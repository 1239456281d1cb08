export { createMemoryDocumentStore } from './document-store/memory-document-store.ts';
export { createMemoryProcessRepository } from './process-repository/memory-process-repository.ts';
export { createMemoryLeases, type MemoryLeasesOptions } from './leases/memory-leases.ts';
export { createMemoryMappingRepository, type MemoryMappingRepositoryOptions } from './mapping-repository/memory-mapping-repository.ts';
export { openMemoryStore, type MemoryStoreOptions } from './store/open-memory-store.ts';
export { createMemoryRateLimits, type MemoryRateLimitsOptions } from './rate-limits/memory-rate-limits.ts';
export {
  createMemoryProgressPublisher,
  type MemoryProgressPublisher,
  type MemoryProgressPublisherOptions,
  type ProgressFilter,
  type ProgressListener,
} from './progress/memory-progress-publisher.ts';
export { createMemoryQueue } from './message-queue/create-memory-queue.ts';
export type { DeadLetter, MemoryQueue, MemoryQueueOptions } from './message-queue/memory-queue.ts';
export type { QueueKind } from '@frigg-crm/core';
export { createRandom, type Random } from './faults/random.ts';
export { withQueueFaults, type QueueFaults } from './faults/with-queue-faults.ts';
