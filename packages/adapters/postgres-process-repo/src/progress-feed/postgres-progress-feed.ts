import {
  silentLogger,
  systemClock,
  toProcessId,
  type Clock,
  type Logger,
  type ProcessProgress,
  type ProgressPublisher,
} from '@frigg-crm/core';
import { reasonOf, withTimeout, type ProgressChange, type ProgressFeed } from '@frigg-crm/core/adapter';

/** What the feed uses of a `pg.Client`. */
export interface NotificationClient {
  query(text: string, values?: readonly unknown[]): Promise<unknown>;
  on(event: 'notification', listener: (message: { readonly payload?: string | undefined }) => void): unknown;
  on(event: 'error' | 'end', listener: () => void): unknown;
  end(): Promise<void>;
}

/** What {@link createPostgresProgressFeed} is made with. */
export interface PostgresProgressFeedOptions {
  /** Opens a connection of its own, such as a `pg.Client`: not one of a pool, nor through a transaction pooler, for it listens. */
  readonly connect: () => Promise<NotificationClient>;
  /** The name of the notifications, the same in all programs. @defaultValue 'frigg_crm_progress' */
  readonly channel?: string | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/** Publishes what this program announces to all programs on the database, and reports what they all announce, this one included. */
export interface PostgresProgressFeed extends ProgressFeed, ProgressPublisher {
  publish(progress: ProcessProgress): void;
  /** Says to all programs that the log of an integration has new events. */
  announceEvents(integrationId: string): void;
  /** May be called twice. */
  close(): Promise<void>;
}

/** PostgreSQL takes payloads below 8000 bytes. */
const MAX_PAYLOAD_BYTES = 7900;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
/** A connection that is cut without a word is noticed within this time. */
const CHECK_EVERY_MS = 30_000;
const TIMEOUT_MS = 10_000;

/**
 * Makes a feed over LISTEN and NOTIFY. It connects when it is first used, and again when the connection is lost; announcements
 * of that time are lost, and reported as a gap.
 */
export function createPostgresProgressFeed(options: PostgresProgressFeedOptions): PostgresProgressFeed {
  return new Feed(options);
}

class Feed implements PostgresProgressFeed {
  readonly #options: PostgresProgressFeedOptions;
  readonly #channel: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #listeners = new Set<(change: ProgressChange) => void>();
  /** By process: the newest that is to be sent. */
  readonly #waiting = new Map<string, ProcessProgress>();
  /** The integrations whose logs have new events that are to be announced. */
  readonly #waitingLogs = new Set<string>();
  readonly #closed = new AbortController();
  #client: NotificationClient | undefined;
  #running: Promise<void> | undefined;
  #isSending = false;

  constructor(options: PostgresProgressFeedOptions) {
    this.#options = options;
    const { channel = 'frigg_crm_progress', clock = systemClock, logger = silentLogger } = options;
    this.#channel = channel;
    this.#clock = clock;
    this.#logger = logger;
  }

  subscribe(listener: (change: ProgressChange) => void): () => void {
    this.#listeners.add(listener);
    if (this.#client === undefined) listener({ kind: 'lost' });
    this.#start();
    return () => this.#listeners.delete(listener);
  }

  publish(progress: ProcessProgress): void {
    const waiting = this.#waiting.get(progress.processId);
    if (waiting === undefined || waiting.version < progress.version) this.#waiting.set(progress.processId, progress);
    this.#start();
    void this.#send();
  }

  announceEvents(integrationId: string): void {
    this.#waitingLogs.add(integrationId);
    this.#start();
    void this.#send();
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#running;
  }

  #start(): void {
    if (!this.#closed.signal.aborted) this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#closed.signal.aborted; failures += 1) {
      try {
        const client = await this.#open();
        failures = 0;
        await this.#live(client);
      } catch (error) {
        this.#logger.warn({ reason: reasonOf(error) }, 'progress notifications are interrupted; connecting again');
      }
      if (this.#client !== undefined) this.#report({ kind: 'lost' });
      this.#client = undefined;
      const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures, 10));
      await this.#clock.sleep(delayMs, { signal: this.#closed.signal }).catch(() => undefined);
    }
  }

  async #open(): Promise<NotificationClient> {
    return withTimeout(this.#clock, this.#options.connect(), { ms: TIMEOUT_MS });
  }

  /** Resolves when the connection is lost, or the feed closed. */
  async #live(client: NotificationClient): Promise<void> {
    const over = new AbortController();
    const stop = (): void => over.abort();
    client.on('error', stop);
    client.on('end', stop);
    client.on('notification', ({ payload = '' }) => this.#receive(payload));
    this.#closed.signal.addEventListener('abort', stop, { once: true });
    try {
      await client.query(`listen "${this.#channel.replaceAll('"', '""')}"`);
      this.#client = client;
      this.#report({ kind: 'gap' });
      void this.#send();
      while (!over.signal.aborted && !this.#closed.signal.aborted) {
        await this.#clock.sleep(CHECK_EVERY_MS, { signal: over.signal }).catch(() => undefined);
        if (!over.signal.aborted) await this.#within(client.query('select 1'));
      }
    } finally {
      this.#closed.signal.removeEventListener('abort', stop);
      await this.#within(client.end()).catch(() => undefined);
    }
  }

  async #within(work: Promise<unknown>): Promise<void> {
    await withTimeout(this.#clock, work, { ms: TIMEOUT_MS });
  }

  /** One statement at a time, with the newest of each process: what comes meanwhile goes together. */
  async #send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    while (this.#client !== undefined && this.#waiting.size + this.#waitingLogs.size > 0) {
      const payloads = [
        ...[...this.#waiting.values()].map(toPayload),
        ...[...this.#waitingLogs].map((events) => JSON.stringify({ events })),
      ];
      this.#waiting.clear();
      this.#waitingLogs.clear();
      try {
        await this.#client.query('select pg_notify($1, payload) from unnest($2::text[]) payload', [this.#channel, payloads]);
      } catch (error) {
        // Best effort: who watches reads the store now and then.
        this.#logger.warn({ reason: reasonOf(error) }, 'a progress notification could not be sent');
        break;
      }
    }
    this.#isSending = false;
  }

  #receive(payload: string): void {
    const change = fromPayload(payload);
    if (change !== undefined) this.#report(change);
  }

  #report(change: ProgressChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function toPayload(progress: ProcessProgress): string {
  const whole = JSON.stringify({ progress });
  return Buffer.byteLength(whole) <= MAX_PAYLOAD_BYTES ? whole : JSON.stringify({ moved: progress.processId });
}

/** Programs of another version notify as well: what is not understood is left to the next reading of the store. */
function fromPayload(payload: string): ProgressChange | undefined {
  try {
    const { progress, moved, events } = JSON.parse(payload) as {
      readonly progress?: Partial<ProcessProgress>;
      readonly moved?: unknown;
      readonly events?: unknown;
    };
    if (typeof events === 'string') return { kind: 'events', integrationId: events };
    if (typeof moved === 'string') return { kind: 'moved', processIds: [moved] };
    if (typeof progress?.processId !== 'string' || typeof progress.version !== 'number') return undefined;
    // A state of another version may lack what this one shows.
    const isWhole = REQUIRED.every((name) => progress[name] !== undefined);
    return isWhole
      ? { kind: 'progress', progress: progress as ProcessProgress }
      : { kind: 'moved', processIds: [toProcessId(progress.processId)] };
  } catch {
    return undefined;
  }
}

const REQUIRED = [
  'userId',
  'integrationId',
  'processName',
  'processType',
  'state',
  'ended',
  'kind',
  'processed',
  'total',
  'waiting',
  'timestamp',
] as const;
