import type { Stop } from './stop-point.ts';

/** The connectors that the tests run. */
export type Connector = 'scaling-test' | 'pipedrive';

/** A queue and where its dead letters go, as `createSqsQueue` takes them. */
export interface QueueUrls {
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly maxReceiveCount: number;
}

/** Queues that outlive the workers. */
export interface SharedQueues {
  readonly endpoint: string;
  readonly fetch: QueueUrls;
  readonly work: QueueUrls;
  /** A FIFO queue for what workers say happened; absent: they store it themselves. */
  readonly updates?: QueueUrls | undefined;
}

/** Where processes and mappings are: tables of a schema, or a file. */
export type WorkerStore =
  | { readonly kind: 'postgres'; readonly url: string; readonly schema: string }
  | { readonly kind: 'sqlite'; readonly file: string };

/** What a worker works with. All of it outlives the worker. */
export interface WorkerInput {
  readonly connector: Connector;
  readonly integrationId: string;
  readonly crm: { readonly url: string; readonly token: string };
  readonly quoUrl: string;
  readonly store: WorkerStore;
  /** `memory`: queues of the worker's own, which end with it. `store`: in the file of the SQLite store. */
  readonly queues: 'memory' | 'store' | SharedQueues;
  /** Whether it starts a sync before it consumes its queues, as a user's click does. */
  readonly start: boolean;
  readonly stop?: Stop | undefined;
  /** `previous`: it knows nothing of what the last version has added to a stored process. */
  readonly knows?: 'previous' | undefined;
}

/** What a worker says, one line of JSON each. */
export type WorkerEvent =
  /** It works on its queues. */
  | { readonly type: 'ready' }
  | { readonly type: 'started' }
  | { readonly type: 'reached' }
  /** It queried the store for syncs. */
  | { readonly type: 'queried' }
  /** After it was suspended and went on: nothing that was in flight then is left. */
  | { readonly type: 'idle' };

/** People per page. */
export const PAGE_SIZE = 10;
/** The shortest visibility timeout of SQS: after it, messages of a silent worker are delivered again. */
export const VISIBILITY_TIMEOUT_SECONDS = 1;
/** Where a message is hidden so briefly, a busy machine alone can cost attempts: it must not cost the message. */
export const MAX_RECEIVE_COUNT = 50;
export const QUO_KEY = 'quo-key-of-the-tests';
export const QUO_PARTNER_KEY = 'partner-key-of-the-tests';
