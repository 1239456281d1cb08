import type { CallOptions, Logger, MessageQueue } from '@frigg-crm/core';
import type { QueueSize } from '@frigg-crm/server';
import type { OpenStore } from './open-store.ts';

/** The two queues of a sync and their dead-letter queues, open. */
export interface OpenQueues {
  readonly fetch: MessageQueue;
  readonly work: MessageQueue;
  readonly deadLetters: { readonly fetch: MessageQueue; readonly work: MessageQueue };
  /** Whether other programs receive from them too. */
  readonly isShared: boolean;
  /** What all of them hold, by their names. */
  sizes(options: CallOptions): Promise<Readonly<Record<string, QueueSize>>>;
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

/** The queues, as sizes name them and in this order. */
const NAMES = ['fetch', 'work', 'fetch-dead-letters', 'work-dead-letters'] as const;

/** @returns sizes by the names of their queues. */
export function byName(sizes: readonly QueueSize[]): Readonly<Record<string, QueueSize>> {
  return Object.fromEntries(sizes.map((size, index) => [NAMES[index], size]));
}
