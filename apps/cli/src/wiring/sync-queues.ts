import type { Logger, MessageQueue } from '@frigg-crm/core';
import type { OpenStore } from './open-store.ts';

/** The two queues of a sync and their dead-letter queues, open. */
export interface OpenQueues {
  readonly fetch: MessageQueue;
  readonly work: MessageQueue;
  readonly deadLetters: { readonly fetch: MessageQueue; readonly work: MessageQueue };
  /** Whether other programs receive from them too. */
  readonly isShared: boolean;
  close(): Promise<void>;
}

/** What opening queues needs beside their setting. */
export interface QueueOptions {
  /** Whose messages they carry: two integrations share no queue. */
  readonly integrationId: string;
  readonly logger: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whose file may hold the queues. */
  readonly store: Pick<OpenStore, 'sqlite'>;
}
