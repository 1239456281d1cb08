import {
  silentLogger,
  type Clock,
  type Logger,
  type ProcessProgress,
  type ProcessRepository,
  type ProgressPublisher,
} from '@frigg-crm/core';
import { codeOf, type ProgressChange, type ProgressFeed } from '@frigg-crm/core/adapter';
import { readChannel } from '../protocol/channel.ts';
import type { SubscribeMessage } from '../protocol/messages.ts';
import { Board } from './board.ts';
import { ClientConnection, type CloseReason, type ConnectionHost } from './client-connection.ts';
import { createLogReader } from './create-log-reader.ts';
import { FlushQueue } from './flush-queue.ts';
import type { LiveEventLog } from './live-event-log.ts';
import type { LiveConnection, LiveTransport, LiveWatcher } from './live-watcher.ts';
import { pollOnce, type PollRequest } from './poll-once.ts';
import type { Snapshot } from './session.ts';

/** What {@link createLiveHub} is made with. */
export interface LiveHubOptions {
  readonly processRepository: Pick<ProcessRepository, 'find' | 'findByIds'>;
  readonly clock: Clock;
  /** Reports at once what moves in other programs. @defaultValue none: processes are read every second */
  readonly feed?: ProgressFeed | undefined;
  /** @defaultValue there are no logs to watch */
  readonly eventLog?: LiveEventLog | undefined;
  /** Milliseconds between two readings of all that is watched. @defaultValue 1000, with a feed 15_000 */
  readonly sweepEveryMs?: number | undefined;
  /** A client gets at most one message per process in so many milliseconds. @defaultValue 100 */
  readonly flushEveryMs?: number | undefined;
  /** A client that has taken nothing for so many milliseconds is closed. @defaultValue 10_000 */
  readonly slowAfterMs?: number | undefined;
  /** A client that has sent nothing, not even a ping, for so many milliseconds is closed. @defaultValue 100_000 */
  readonly idleAfterMs?: number | undefined;
  /** @returns a number from 0 to below 1. @defaultValue Math.random */
  readonly random?: (() => number) | undefined;
  readonly logger?: Logger | undefined;
}

/** Counters since the start, for metrics. */
export interface LiveHubCounters {
  /** Sockets that are open. */
  readonly connections: number;
  readonly sentMessages: number;
  /** States that were replaced by newer ones before they were sent. */
  readonly conflatedStates: number;
  readonly closed: Readonly<Partial<Record<CloseReason | 'client', number>>>;
}

/** Everything that clients watch goes through here; one per program. */
export interface LiveHub extends ProgressPublisher {
  /** Takes what this program announces: a hub is the publisher of an engine beside it. */
  publish(progress: ProcessProgress): void;
  /** Takes a client that is authorized. */
  connect(transport: LiveTransport, watcher: LiveWatcher): LiveConnection;
  /**
   * Answers a poll with what a socket would be sent, as soon as there is something new; after `waitMs` in any case.
   * @returns messages as JSON; `undefined` when processes cannot be read now, or the hub is closed.
   */
  poll(request: PollRequest, watcher: LiveWatcher): Promise<readonly string[] | undefined>;
  /** There are new events in the log of an integration. */
  announceEvents(integrationId: string): void;
  counters(): LiveHubCounters;
  /** Sends all clients away, to come back spread over `retryAfterMs` milliseconds (10_000). May be called twice. */
  close(options?: { readonly retryAfterMs?: number | undefined }): void;
}

const TICK_MS = 1000;
const MIN_RETRY_MS = 2000;
/** The board is kept so long for clients that poll, in milliseconds. */
const LINGER_MS = 60_000;

/**
 * Makes a hub. It reads nothing while no client watches.
 *
 * @example
 * ```ts
 * const hub = createLiveHub({ processRepository: store.processRepository, clock: systemClock });
 * const processes = createProcesses({ processRepository: store.processRepository, publisher: hub });
 * ```
 */
export function createLiveHub(options: LiveHubOptions): LiveHub {
  return new Hub(options);
}

class Hub implements LiveHub {
  readonly #options: LiveHubOptions;
  readonly #board: Board;
  readonly #host: ConnectionHost;
  readonly #logger: Logger;
  readonly #connections = new Set<ClientConnection>();
  readonly #polls = new Set<ClientConnection>();
  readonly #flushes: FlushQueue;
  readonly #closed: Partial<Record<CloseReason | 'client', number>> = {};
  readonly #stop = new AbortController();
  #sentMessages = 0;
  #conflatedStates = 0;
  #sweep: Promise<void> | undefined;
  /** Something may have been missed since the sweep under way began. */
  #isStale = true;
  #readsAll = false;
  /** When the last complete sweep began. */
  #sweptAtMs = -Infinity;
  #isFeedLost = false;
  #stopFeed: (() => void) | undefined;
  #usedAtMs = -Infinity;

  constructor(options: LiveHubOptions) {
    this.#options = options;
    const { processRepository, clock, logger = silentLogger } = options;
    this.#logger = logger;
    this.#flushes = new FlushQueue({ clock, everyMs: options.flushEveryMs ?? 100 });
    this.#board = new Board({
      processRepository,
      clock,
      onEntry: (entry) => this.#offerToAll(({ session }) => session.offer(entry)),
      onGone: (processId, version) => this.#offerToAll(({ session }) => session.offerGone(processId, version)),
    });
    this.#host = {
      now: () => clock.now(),
      retryAfterMs: () => Math.round(MIN_RETRY_MS * (1 + (options.random ?? Math.random)())),
      asOf: () => this.#asOf(),
      snapshot: async (subscription, watcher) => this.#snapshot(subscription, watcher),
      readLog: createLogReader({ eventLog: options.eventLog, logger }),
      wantsFlush: (connection) => this.#flushes.add(connection),
      onClosed: (connection, reason) => this.#forget(connection, reason),
    };
  }

  publish(progress: ProcessProgress): void {
    if (this.#isRunning()) this.#board.offer(progress);
  }

  announceEvents(integrationId: string): void {
    this.#offerToAll(({ session }) => session.offerEvents(integrationId));
  }

  connect(transport: LiveTransport, watcher: LiveWatcher): LiveConnection {
    const connection = new ClientConnection(this.#host, transport, watcher);
    this.#connections.add(connection);
    this.#start();
    return connection;
  }

  async poll(request: PollRequest, watcher: LiveWatcher): Promise<readonly string[] | undefined> {
    const { clock } = this.#options;
    return pollOnce(request, {
      clock,
      signal: this.#stop.signal,
      open: (transport) => {
        const connection = new ClientConnection(this.#host, transport, watcher);
        this.#polls.add(connection);
        this.#start();
        return connection;
      },
    });
  }

  counters(): LiveHubCounters {
    const open = [...this.#connections, ...this.#polls];
    return {
      connections: this.#connections.size,
      sentMessages: open.reduce((sum, { sent }) => sum + sent, this.#sentMessages),
      conflatedStates: open.reduce((sum, { session }) => sum + session.conflated, this.#conflatedStates),
      closed: { ...this.#closed },
    };
  }

  close({ retryAfterMs = 10_000 }: { readonly retryAfterMs?: number | undefined } = {}): void {
    const { random = Math.random } = this.#options;
    for (const connection of this.#connections) connection.dismiss(Math.round(retryAfterMs * random()));
    this.#stop.abort();
    this.#stopFeed?.();
  }

  #isRunning(): boolean {
    return this.#stopFeed !== undefined;
  }

  /** Until when all changes are known. */
  #asOf(): number {
    const { clock, feed } = this.#options;
    return feed === undefined || this.#isFeedLost || this.#isStale ? this.#sweptAtMs : clock.now();
  }

  #start(): void {
    this.#usedAtMs = this.#options.clock.now();
    if (this.#isRunning() || this.#stop.signal.aborted) return;
    this.#isStale = true;
    this.#isFeedLost = false;
    this.#stopFeed = this.#options.feed?.subscribe((change) => this.#take(change)) ?? (() => {});
    void this.#run();
  }

  async #run(): Promise<void> {
    const { clock } = this.#options;
    while (clock.now() - this.#usedAtMs < LINGER_MS) {
      void this.#sweepIfDue();
      try {
        await clock.sleep(TICK_MS, { signal: this.#stop.signal });
      } catch {
        return;
      }
      const { slowAfterMs = 10_000, idleAfterMs = 100_000 } = this.#options;
      for (const connection of this.#connections) connection.check({ slowAfterMs, idleAfterMs });
      if (this.#connections.size + this.#polls.size > 0) this.#usedAtMs = clock.now();
    }
    this.#stopFeed?.();
    this.#stopFeed = undefined;
    this.#sweptAtMs = -Infinity;
    this.#readsAll = false;
    this.#board.clear();
  }

  #take(change: ProgressChange): void {
    if (change.kind === 'progress') this.#board.offer(change.progress);
    else if (change.kind === 'events') this.announceEvents(change.integrationId);
    else if (change.kind === 'moved') void this.#readMoved(change.processIds);
    else {
      this.#isFeedLost = change.kind === 'lost';
      this.#isStale = true;
      if (change.kind === 'gap') void this.#sweepIfDue();
    }
  }

  async #readMoved(ids: readonly string[]): Promise<void> {
    try {
      await this.#board.read(ids, { signal: this.#stop.signal });
    } catch {
      this.#isStale = true;
    }
  }

  async #sweepIfDue(): Promise<void> {
    const { clock, feed, sweepEveryMs = feed === undefined ? 1000 : 15_000 } = this.#options;
    const ageMs = clock.now() - this.#sweptAtMs;
    // A clock that was set back must not stop the sweeps.
    if (this.#isStale || this.#isFeedLost || ageMs >= sweepEveryMs || ageMs < 0) await this.#sweepNow().catch(() => undefined);
  }

  /** One at a time: who comes while one is under way waits for it. */
  async #sweepNow(): Promise<void> {
    this.#sweep ??= this.#readAll().finally(() => {
      this.#sweep = undefined;
    });
    return this.#sweep;
  }

  async #readAll(): Promise<void> {
    const startedAtMs = this.#options.clock.now();
    const open = [...this.#connections, ...this.#polls].map(({ session }) => session);
    this.#isStale = false;
    try {
      const all = this.#readsAll || open.some(({ watchesAll }) => watchesAll);
      await this.#board.sweep({ all, ids: open.flatMap(({ watchedIds }) => watchedIds), signal: this.#stop.signal });
      this.#sweptAtMs = startedAtMs;
    } catch (error) {
      this.#isStale = true;
      if (!this.#stop.signal.aborted) this.#logger.warn({ code: codeOf(error) }, 'processes could not be read for live progress; retrying');
      throw error;
    }
    this.#offerToAll(({ session }) => session.offerEvents());
  }

  async #snapshot(subscription: SubscribeMessage, { canSee }: LiveWatcher): Promise<Snapshot> {
    const { channel: name, have = {} } = subscription;
    const channel = readChannel(name);
    if (channel?.kind === 'processes' && !this.#readsAll) {
      this.#readsAll = true;
      await this.#sweep?.catch(() => undefined);
      await this.#sweepNow();
    }
    const named = new Set(Object.keys(have));
    if (channel?.kind === 'process') named.add(channel.processId);
    // Another program may have shown the client what has not arrived here.
    const unknown = [...named].filter((id) => (this.#board.versionOf(id) ?? -1) < (have[id] ?? 0));
    await this.#board.read(unknown, { signal: this.#stop.signal });
    return { ...this.#board.snapshot(subscription, canSee), asOf: this.#asOf() };
  }

  #offerToAll(offer: (connection: ClientConnection) => boolean): void {
    for (const connection of this.#connections) if (offer(connection)) this.#flushes.add(connection);
    for (const connection of this.#polls) if (offer(connection)) this.#flushes.add(connection);
  }

  #forget(connection: ClientConnection, reason: CloseReason | 'client'): void {
    this.#flushes.delete(connection);
    if (this.#connections.delete(connection)) this.#closed[reason] = (this.#closed[reason] ?? 0) + 1;
    this.#polls.delete(connection);
    this.#sentMessages += connection.sent;
    this.#conflatedStates += connection.session.conflated;
  }
}
