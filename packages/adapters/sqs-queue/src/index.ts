export { ensureSqsQueue, type EnsuredSqsQueue, type EnsureSqsQueueOptions } from './admin/ensure-sqs-queue.ts';
export { readQueueSize, type ReadQueueSizeOptions, type SqsQueueSize } from './admin/read-queue-size.ts';
export { redriveDeadLetters, type RedriveDeadLettersOptions, type RedriveResult } from './admin/redrive-dead-letters.ts';
export { createSqsQueue } from './create-sqs-queue.ts';
export type { SqsQueueOptions } from './sqs-queue-options.ts';
