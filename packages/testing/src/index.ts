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
export type { DeadLetterUnderTest, MessageQueueSuite, MessageQueueUnderTest } from './message-queue/message-queue-under-test.ts';
