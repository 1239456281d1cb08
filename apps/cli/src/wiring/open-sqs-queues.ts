import { createHash } from 'node:crypto';
import type { MessageQueue } from '@frigg-crm/core';
import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { createSqsQueue, ensureSqsQueue, readQueueSize, type EnsuredSqsQueue } from '@frigg-crm/sqs-queue';
import { isLoopbackUrl } from '../config/values.ts';
import { byName, type OpenQueues, type QueueOptions } from './sync-queues.ts';

/** An emulator on this machine accepts anything; AWS must get what the environment says. */
const LOOPBACK_DEFAULTS = { region: 'us-east-1', credentials: { accessKeyId: 'loopback', secretAccessKey: 'loopback' } };

/** Opens `frigg-crm-<integration>-fetch` and `…-work`, with their dead-letter queues. */
export async function openSqsQueues(endpoint: string, { integrationId, logger, env }: QueueOptions): Promise<OpenQueues> {
  const client = new SQSClient(toClientConfig(endpoint, env));
  const prefix = `frigg-crm-${toNamePart(integrationId)}`;
  try {
    const [fetch, work] = await Promise.all([openPair(client, `${prefix}-fetch`, logger), openPair(client, `${prefix}-work`, logger)]);
    return {
      fetch: fetch.queue,
      work: work.queue,
      deadLetters: { fetch: fetch.deadLetters, work: work.deadLetters },
      isShared: true,
      async sizes(call) {
        const urls = [fetch.queueUrl, work.queueUrl, fetch.deadLetterQueueUrl, work.deadLetterQueueUrl];
        return byName(await Promise.all(urls.map(async (queueUrl) => readQueueSize({ client, queueUrl, ...call }))));
      },
      async close() {
        await Promise.all([fetch, work].flatMap(({ queue, deadLetters }) => [queue.close(), deadLetters.close()]));
        client.destroy();
      },
    };
  } catch (error) {
    client.destroy();
    throw error;
  }
}

interface QueuePair extends EnsuredSqsQueue {
  readonly queue: MessageQueue;
  readonly deadLetters: MessageQueue;
}

async function openPair(client: SQSClient, name: string, logger: QueueOptions['logger']): Promise<QueuePair> {
  const ensured = await ensureSqsQueue({ client, name });
  const queue = createSqsQueue({ client, ...ensured, logger });
  return {
    ...ensured,
    queue,
    deadLetters: createSqsQueue({ client, queueUrl: ensured.deadLetterQueueUrl, isDeadLetterQueue: true, logger }),
  };
}

/** SQS takes 80 letters, digits, hyphens and underscores in a name (CreateQueue, `QueueName`). */
function toNamePart(integrationId: string): string {
  const isName = /^[\w-]{1,40}$/.test(integrationId);
  return isName ? integrationId : createHash('sha256').update(integrationId).digest('hex').slice(0, 40);
}

/** Region and credentials come from the usual AWS variables; the SDK reads them by itself. */
function toClientConfig(endpoint: string, env: QueueOptions['env']): SQSClientConfig {
  if (!isLoopbackUrl(endpoint)) return { endpoint };
  const { region, credentials } = LOOPBACK_DEFAULTS;
  const hasRegion = Boolean(env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION']);
  const hasCredentials = Boolean(env['AWS_ACCESS_KEY_ID'] ?? env['AWS_PROFILE']);
  return { endpoint, ...(hasRegion ? {} : { region }), ...(hasCredentials ? {} : { credentials }) };
}
