import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { createSqsClient, serve } from '@frigg-crm/kit/programs';
import { openPostgresStore, type PostgresStore } from '@frigg-crm/postgres-process-repo';
import { startTestPostgres } from '@frigg-crm/postgres-process-repo/testing';
import { createQuoSandbox } from '@frigg-crm/quo/sandbox';
import { scalingTestConnector } from '@frigg-crm/scaling-test';
import { ensureSqsQueue, type EnsuredSqsQueue } from '@frigg-crm/sqs-queue';
import { startFauxqs } from 'fauxqs';
import { bundleFunctions } from '../deployment/bundle-functions.ts';
import type { DeploymentPlan } from '../deployment/plan-deployment.ts';
import type { LocalOptions } from './read-options.ts';
import { LocalSockets } from './runtime/local-sockets.ts';

/** Everything that surrounds the functions: the bundle, PostgreSQL, an SQS emulator, a CRM and Quo. */
export interface World {
  /** Where the bundled functions are. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly store: PostgresStore;
  readonly client: SQSClient;
  readonly queues: Readonly<Record<'fetch' | 'work', EnsuredSqsQueue>>;
  readonly crm: { readonly url: string; readonly token: string };
  readonly adminToken: string;
  /** Where functions send live progress. */
  readonly sockets: LocalSockets;
  /** How many contacts Quo holds. */
  readonly countContacts: () => number;
  readonly close: () => Promise<void>;
}

/** Shares of the persons that have no phone number, and that Quo refuses. */
const WITHOUT_PHONE = 0.02;
const REFUSED = 0.01;
/** Requests arrive less evenly than they were sent. */
const QUO_ALLOWANCE = 2;
const PUBLIC_URL = 'https://crm.local.test';

/** What surrounds the functions. */
export interface WorldOptions extends Pick<LocalOptions, 'people' | 'quoRate'> {
  readonly plan: DeploymentPlan;
}

/** Opens all of it, with queues as the plan says. */
export async function openWorld({ people, quoRate, plan }: WorldOptions): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'frigg-crm-lambda-'));
  const crm = await scalingTestConnector.openSandbox({ persons: people, withoutPhone: WITHOUT_PHONE, refused: REFUSED });
  const quo = createQuoSandbox({
    requestsPerSecond: QUO_ALLOWANCE * quoRate,
    refuse: ({ externalId }) => (crm.isRefused(externalId) ? { status: 400 } : undefined),
  });
  const [postgres, sqs, sockets, servedCrm, servedQuo] = await Promise.all([
    startTestPostgres(),
    startFauxqs({ port: 0, logger: false }),
    LocalSockets.open(),
    serve(crm.fetch),
    serve(quo.fetch),
    bundleFunctions(folder),
  ]);
  const endpoint = `http://127.0.0.1:${sqs.port}`;
  const client = createSqsClient(endpoint);
  const [fetch, work, store] = await Promise.all([
    ensureSqsQueue({ client, name: 'crm-fetch', ...toQueue(plan.queues.fetch) }),
    ensureSqsQueue({ client, name: 'crm-work', ...toQueue(plan.queues.work) }),
    openPostgresStore({ connectionString: postgres.url }),
  ]);
  const adminToken = randomBytes(24).toString('hex');
  return {
    folder,
    store,
    client,
    adminToken,
    sockets,
    queues: { fetch, work },
    crm: { url: servedCrm.url, token: crm.token },
    countContacts: () => quo.size,
    env: {
      ...inherited(),
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      FRIGG_CRM_STORE: postgres.url,
      FRIGG_CRM_SQS_ENDPOINT: endpoint,
      FRIGG_CRM_FETCH_QUEUE_URL: fetch.queueUrl,
      FRIGG_CRM_WORK_QUEUE_URL: work.queueUrl,
      FRIGG_CRM_MAX_RECEIVES: String(work.maxReceiveCount),
      FRIGG_CRM_PUBLIC_URL: PUBLIC_URL,
      FRIGG_CRM_LIVE_ENDPOINT: sockets.endpoint,
      FRIGG_CRM_QUO_URL: servedQuo.url,
      FRIGG_CRM_QUO_RATE: String(quoRate),
      FRIGG_CRM_VAULT_KEY: `k1:${randomBytes(32).toString('base64')}`,
      FRIGG_CRM_ADMIN_TOKEN: adminToken,
      FRIGG_CRM_LOG: process.env['FRIGG_CRM_LOG'] ?? 'error',
    },
    async close() {
      await store.close();
      client.destroy();
      await Promise.all([sqs.stop(), sockets.close(), servedCrm.close(), servedQuo.close(), rm(folder, { recursive: true, force: true })]);
      await postgres.stop();
    },
  };
}

function toQueue(plan: DeploymentPlan['queues']['fetch']): Partial<Parameters<typeof ensureSqsQueue>[0]> {
  const { timeoutSeconds: handlerTimeoutSeconds, visibilityTimeoutSeconds, maxReceiveCount, retentionSeconds } = plan;
  return { handlerTimeoutSeconds, visibilityTimeoutSeconds, maxReceiveCount, retentionSeconds };
}

/** Where programs and compiled sources are found; nothing else of this program's environment reaches a function. */
function inherited(): Readonly<Record<string, string>> {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, ...(NODE_COMPILE_CACHE !== undefined && { NODE_COMPILE_CACHE }) };
}
