import type { LambdaApp } from '../app/open-app.ts';
import type { SqsEvent, SqsRecord, SqsResult } from '../events/sqs-event.ts';
import { hide } from './hide.ts';
import { nameOf } from './name-of.ts';

/** What the handler of dead letters needs. */
export type DeadLetterApp = Pick<LambdaApp, 'engine' | 'hide'>;

/** A message that nothing can be done about comes up again after so many seconds, until an operator removes it. */
const STAYS_SECONDS = 900;

/**
 * Makes the handler of both dead-letter queues: what a sync lost with a message is settled as failed, so that the sync ends
 * and names it. What cannot be settled stays in its queue.
 */
export function createDeadLetterHandler(open: () => Promise<DeadLetterApp>): (event: SqsEvent) => Promise<SqsResult> {
  return async ({ Records }) => {
    const app = await open();
    const settled = await Promise.all(Records.map(async (record) => settle(app, record)));
    const left = Records.filter((_, index) => settled[index] !== true);
    return { batchItemFailures: left.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

async function settle(app: DeadLetterApp, record: SqsRecord): Promise<boolean> {
  const { logger } = app.engine.system;
  const { messageId } = record;
  try {
    const verdict = await app.engine.handleDeadLetter(record.body);
    if (verdict.kind === 'done') {
      logger.warn({ messageId }, 'dead letter settled: its sync names what has failed');
      return true;
    }
    logger.error({ messageId }, 'dead letter cannot be settled; it waits for an operator');
  } catch (error) {
    logger.error({ messageId, error: nameOf(error) }, 'handling a dead letter failed');
  }
  await hide(app, record, STAYS_SECONDS);
  return false;
}
