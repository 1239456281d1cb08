import type { LambdaApp } from '../app/open-app.ts';
import type { SqsRecord } from '../events/sqs-event.ts';
import { nameOf } from './name-of.ts';

/** Hides a received message for so many seconds. Without it the message comes back after the visibility timeout of its queue. */
export async function hide(
  { engine, hide: change }: Pick<LambdaApp, 'engine' | 'hide'>,
  { messageId, receiptHandle, eventSourceARN }: SqsRecord,
  seconds: number,
): Promise<void> {
  try {
    await change({ queueName: eventSourceARN.split(':').at(-1) ?? '', receiptHandle, seconds });
  } catch (error) {
    engine.system.logger.warn(
      { messageId, error: nameOf(error) },
      'the delay of a retry could not be set; it follows the visibility timeout',
    );
  }
}
