import { ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetterUnderTest } from '@frigg-crm/testing';
import { REASON_ATTRIBUTE } from '../consume/move-to-dead-letter-queue.ts';

/** Receives in a row without a new message: then all messages were seen. */
const ENOUGH_REPETITIONS = 2;

/** Reads the messages of a dead-letter queue over the API, without hiding them. */
export async function readDeadLetters(client: SQSClient, queueUrl: string): Promise<readonly DeadLetterUnderTest[]> {
  const found = new Map<string, DeadLetterUnderTest>();
  const command = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: 0,
    WaitTimeSeconds: 0,
    MessageAttributeNames: ['All'],
  });
  for (let repetitions = 0; repetitions < ENOUGH_REPETITIONS;) {
    const { Messages = [] } = await client.send(command);
    const before = found.size;
    for (const { MessageId = '', Body = '', MessageAttributes } of Messages)
      found.set(MessageId, { body: Body, reason: MessageAttributes?.[REASON_ATTRIBUTE]?.StringValue });
    repetitions = found.size === before ? repetitions + 1 : 0;
  }
  return [...found.values()];
}
