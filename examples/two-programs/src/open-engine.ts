import { SQSClient } from '@aws-sdk/client-sqs';
import { createSyncEngine, type SyncEngine } from '@frigg-crm/crm-base';
import { openPostgresStore } from '@frigg-crm/postgres-process-repo';
import { createQuoClient } from '@frigg-crm/quo';
import { createScalingTestClient, ScalingTestIntegration } from '@frigg-crm/scaling-test';
import { createSqsQueue, ensureSqsQueue } from '@frigg-crm/sqs-queue';

/** Where everything is. Each program of the sync gets the same, in production from its environment. */
export interface Settings {
  readonly postgres: string;
  readonly sqs: string;
  readonly crm: string;
  readonly quo: string;
}

export interface OpenedEngine {
  readonly engine: SyncEngine;
  readonly integration: ScalingTestIntegration;
  close(): Promise<void>;
}

/** Opens what a program of the sync needs: the store and the queues that all of them share, and the clients of both APIs. */
export async function openEngine({ postgres, sqs, crm, quo }: Settings): Promise<OpenedEngine> {
  const store = await openPostgresStore({ connectionString: postgres });
  // With AWS, leave out the endpoint and the credentials.
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new SQSClient({ region: 'us-east-1', endpoint: sqs, credentials });
  const open = async (name: string) => createSqsQueue({ client, ...(await ensureSqsQueue({ client, name })) });
  const [fetch, work] = await Promise.all([open('two-programs-fetch'), open('two-programs-work')]);
  const engine = createSyncEngine({ store, queues: { fetch, work } });
  const integration = new ScalingTestIntegration({
    ...engine,
    integrationId: 'two-programs',
    userId: 'ann',
    config: { syncConfig: { initialBatchSize: 25 } },
    client: createScalingTestClient({ baseUrl: crm, token: 'synthetic-token' }),
    // Programs that share a store share the requests that Quo allows per second.
    quoContacts: createQuoClient({ baseUrl: quo, apiKey: 'any', rateLimits: store.rateLimits }).contacts,
  });
  return {
    engine,
    integration,
    async close() {
      await Promise.all([fetch.close(), work.close()]);
      client.destroy();
      await store.close();
    },
  };
}
