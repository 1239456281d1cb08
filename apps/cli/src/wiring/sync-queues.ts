import type { Logger, MessageQueue } from '@frigg-crm/core';

/** The two queues of a sync, open. */
export interface OpenQueues {
  readonly fetchQueue: MessageQueue;
  readonly workQueue: MessageQueue;
  close(): Promise<void>;
}

/** What opening queues needs beside their setting. */
export interface QueueOptions {
  /** Whose messages they carry: two integrations share no queue. */
  readonly integrationId: string;
  /** Told when a message of a memory queue is given up: its work would be missing. */
  readonly onDeadLetter: (reason: string) => void;
  readonly logger: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
}
