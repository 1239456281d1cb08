import type { Clock, IdGenerator, Logger, MessageQueue, ProgressPublisher, Store } from '@frigg-crm/core';
import type { Analytics } from '../analytics/analytics.ts';
import type { InvocationHost } from './host/invocation-host.ts';
import type { WatchdogSettings } from '../operations/watchdog/watchdog-dependencies.ts';

/** What carries the messages of syncs. */
export interface SyncEngineQueues {
  readonly fetch: MessageQueue;
  readonly work: MessageQueue;
  /** A FIFO queue for what workers report of a process. @defaultValue none: reports are folded at once */
  readonly processUpdates?: MessageQueue | undefined;
  /** The dead-letter queues of the queues above, as queues. @defaultValue none: the watchdog finds what they hold */
  readonly deadLetters?: Partial<Record<'fetch' | 'work' | 'processUpdates', MessageQueue | undefined>> | undefined;
  /**
   * Whether other programs receive from the same queues. With queues in the memory of this program, say `false` where other
   * programs share the store: each sync then belongs to one program, held by a lease of the store, and the others take it
   * over when that one stops. @defaultValue true
   */
  readonly isShared?: boolean | undefined;
}

/** What an engine needs of a {@link Store}. Without `rateLimits`, each machine finds out by itself which integrations are throttled. */
export type SyncEngineStore = Pick<Store, 'processRepository' | 'mappingRepository'> &
  Partial<Pick<Store, 'leases' | 'rateLimits' | 'documents' | 'maintain'>>;

/** What {@link createSyncEngine} is made with. */
export interface SyncEngineOptions<EngineStore extends SyncEngineStore = SyncEngineStore> {
  /** As `openMemoryStore`, `openPostgresStore` or `openMongoStore` return it; single parts may be your own. */
  readonly store: EngineStore;
  readonly queues: SyncEngineQueues;
  /** Settings of the watchdog. */
  readonly watchdog?: Partial<WatchdogSettings> | undefined;
  readonly publisher?: ProgressPublisher | undefined;
  readonly clock?: Clock | undefined;
  readonly ids?: IdGenerator | undefined;
  readonly logger?: Logger | undefined;
  /** Counts what is synced and, in the services over this engine, what is logged: see `createAnalytics`. @defaultValue nothing is counted */
  readonly analytics?: Analytics | undefined;
  /** A number from 0 to 1, for jitter. @defaultValue Math.random */
  readonly random?: (() => number) | undefined;
  /**
   * How long one call of the store, of a queue's `send` or of `resolveIntegration` may take, in milliseconds, whatever its
   * implementation does: then it fails with a `StorageError` and is repeated like any other. @defaultValue 120_000
   */
  readonly portTimeoutMs?: number | undefined;
  /** How long one message may keep fetching before it passes the position on, in milliseconds. @defaultValue 300_000 */
  readonly fetchTimeBudgetMs?: number | undefined;
  /** How the host hands over messages, where it receives them itself: see `SyncEngine.handleMessage`. Needs `store.documents`. */
  readonly host?: InvocationHost | undefined;
}
