import type { Verdict } from '@frigg-crm/core';
import type { LambdaApp } from '../app/open-app.ts';
import type { LambdaContext } from '../events/lambda-context.ts';
import type { SqsEvent, SqsRecord, SqsResult } from '../events/sqs-event.ts';
import { hide } from './hide.ts';
import { nameOf } from './name-of.ts';

/** What the handler of a queue needs. */
export type QueueApp = Pick<LambdaApp, 'engine' | 'services' | 'maxReceives' | 'hide'>;

/** The longest time for which SQS hides a message that is to be retried here, in seconds. */
const MAX_RETRY_SECONDS = 900;

/**
 * Makes the handler of both queues. The messages of a batch are handled side by side, and each has its own verdict: one that
 * fails comes back alone, after its delay, and lies in the dead-letter queue after its last attempt.
 */
export function createQueueHandler(open: () => Promise<QueueApp>): (event: SqsEvent, context: LambdaContext) => Promise<SqsResult> {
  return async ({ Records }, context) => {
    const app = await open();
    const deadlineMs = app.engine.system.clock.now() + context.getRemainingTimeInMillis();
    const verdicts = await Promise.all(Records.map(async (record) => handleRecord(app, record, deadlineMs)));
    const failed = Records.filter((_, index) => verdicts[index]?.kind !== 'done');
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

async function handleRecord(app: QueueApp, record: SqsRecord, deadlineMs: number): Promise<Verdict> {
  const { engine, services, maxReceives } = app;
  const { messageId, body, attributes } = record;
  const receiveCount = Number(attributes.ApproximateReceiveCount);
  try {
    const isLastAttempt = receiveCount >= maxReceives;
    const verdict = await engine.handleMessage(body, { ...services, id: messageId, receiveCount, isLastAttempt, deadlineMs });
    if (verdict.kind !== 'done') await hide(app, record, secondsUntilRetry(verdict, receiveCount));
    return verdict;
  } catch (error) {
    engine.system.logger.error({ messageId, receiveCount, error: nameOf(error) }, 'handling a message failed');
    return { kind: 'retry' };
  }
}

/** What can never succeed comes back at once, until its queue moves it to the dead-letter queue. */
function secondsUntilRetry(verdict: Exclude<Verdict, { readonly kind: 'done' }>, receiveCount: number): number {
  if (verdict.kind === 'dead-letter') return 0;
  return Math.min(MAX_RETRY_SECONDS, verdict.delaySeconds ?? 2 ** (receiveCount - 1));
}
