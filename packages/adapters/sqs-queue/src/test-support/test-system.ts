import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import type { LogFields, Logger, MessageQueue } from '@frigg-crm/core';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll } from 'vitest';
import { createSqsQueue } from '../create-sqs-queue.ts';
import type { SqsQueueOptions } from '../sqs-queue-options.ts';
import { FakeSqs } from './fake-sqs.ts';

/** A queue over the fake, on virtual time, whose log lines are kept. */
export interface TestSystem {
  readonly sqs: FakeSqs;
  readonly clock: VirtualClock;
  readonly queue: MessageQueue;
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly lines: readonly string[];
}

/** Creates a queue with its fake server. */
export function createTestSystem({
  fifo = false,
  maxReceiveCount = 3,
  ...options
}: Partial<SqsQueueOptions> & { readonly fifo?: boolean; readonly maxReceiveCount?: number } = {}): TestSystem {
  const clock = createVirtualClock();
  const sqs = new FakeSqs({ clock, maxReceiveCount, fifo });
  const lines: string[] = [];
  const write = (fields: LogFields, message: string): void => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  const logger: Logger = { debug: write, info: write, warn: write, error: write, child: () => logger };
  const urls = { client: sqs.createClient(), queueUrl: sqs.sourceUrl, deadLetterQueueUrl: sqs.deadLetterUrl };
  const queue = createSqsQueue({
    ...urls,
    maxReceiveCount,
    clock,
    logger,
    random: () => 1,
    ...options,
  });
  return { sqs, clock, queue, lines, ...urls };
}

// The SDK loads modules with its first request: no virtual time may pass meanwhile, or requests would time out and be repeated.
beforeAll(async () => createTestSystem().queue.send([{ body: 'first' }]));
