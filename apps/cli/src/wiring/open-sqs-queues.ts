import { createHash } from 'node:crypto';
import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { createSqsQueue, ensureSqsQueue } from '@frigg-crm/sqs-queue';
import { isLoopbackUrl } from '../config/values.ts';
import type { OpenQueues, QueueOptions } from './sync-queues.ts';

/** An emulator on this machine accepts anything; AWS must get what the environment says. */
const LOOPBACK_DEFAULTS = { region: 'us-east-1', credentials: { accessKeyId: 'loopback', secretAccessKey: 'loopback' } };

/** Opens `frigg-crm-<integration>-fetch` and `…-work`, with their dead-letter queues. */
export async function openSqsQueues(endpoint: string, { integrationId, logger, env }: QueueOptions): Promise<OpenQueues> {
  const client = new SQSClient(toClientConfig(endpoint, env));
  const prefix = `frigg-crm-${toNamePart(integrationId)}`;
  const open = async (name: string): Promise<OpenQueues['workQueue']> =>
    createSqsQueue({ client, ...(await ensureSqsQueue({ client, name })), logger });
  try {
    const [fetchQueue, workQueue] = await Promise.all([open(`${prefix}-fetch`), open(`${prefix}-work`)]);
    return {
      fetchQueue,
      workQueue,
      async close() {
        await Promise.all([fetchQueue.close(), workQueue.close()]);
        client.destroy();
      },
    };
  } catch (error) {
    client.destroy();
    throw error;
  }
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
