import { silentLogger, systemClock, toProcessId, type Clock, type Logger } from '@frigg-crm/core';
import type { ProgressChange, ProgressFeed } from '@frigg-crm/core/adapter';
import type { ChangeStreamDocument, ChangeStream, Db, Document } from 'mongodb';
import { errorCode } from '../errors/translate-error.ts';
import { DEFAULT_COLLECTIONS, type CollectionNames } from '../store-options.ts';

/** What {@link createMongoProgressFeed} is made with. */
export interface MongoProgressFeedOptions {
  readonly db: Db;
  /** Where the collections have names of their own. */
  readonly collections?: Pick<CollectionNames, 'processes' | 'documents'> | undefined;
  /** In which collection of the document store each integration has a document that is saved with every new event. @defaultValue none: logs are not reported */
  readonly eventHeads?: string | undefined;
  /** The server answers after so long when nothing has changed, in milliseconds; below 5000. @defaultValue 1000 */
  readonly awaitMs?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/** Reports what any program has saved, this one included. */
export interface MongoProgressFeed extends ProgressFeed {
  /** May be called twice. */
  close(): Promise<void>;
}

/** A server that says nothing for so long may have changes that are not heard of. */
const SILENT_MS = 5000;
/** What changes within so many milliseconds is reported at once. */
const GATHER_MS = 100;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
/** A server without change streams may become a replica set, or have them switched on. */
const UNSUPPORTED_DELAY_MS = 600_000;
/**
 * CommandNotFound, CommandNotSupported, a failure of a change stream (DocumentDB, where they are not switched on), NotImplemented,
 * not a replica set, no such stage (src/mongo/base/error_codes.yml and src/mongo/db/pipeline of mongodb/mongo).
 */
const UNSUPPORTED = new Set(['59', '115', '136', '238', '40573', '40324', '304']);

/**
 * Makes a feed over a change stream. It connects when it is first used. After an interruption the driver goes on where it
 * was; where it cannot, a new stream is opened and a gap is reported.
 *
 * A server without change streams (a single server, DocumentDB where they are not switched on) is heard of nothing: the
 * feed stays lost, so that who subscribes reads the store instead, and looks again every ten minutes.
 *
 * @example
 * ```ts
 * const { db, processRepository } = await openMongoStore({ url: 'mongodb://localhost:27017/app' });
 * const hub = createLiveHub({ processRepository, clock, feed: createMongoProgressFeed({ db }) });
 * ```
 */
export function createMongoProgressFeed(options: MongoProgressFeedOptions): MongoProgressFeed {
  return new Feed(options);
}

type Change = Pick<ChangeStreamDocument, 'operationType'> & {
  readonly ns?: { readonly coll?: string };
  readonly documentKey?: { readonly _id: unknown };
};

class Feed implements MongoProgressFeed {
  readonly #options: MongoProgressFeedOptions;
  readonly #processes: string;
  readonly #documents: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #listeners = new Set<(change: ProgressChange) => void>();
  readonly #moved = new Set<string>();
  readonly #logs = new Set<string>();
  readonly #closed = new AbortController();
  #running: Promise<void> | undefined;
  #isHearing = false;
  #isGathering = false;

  constructor(options: MongoProgressFeedOptions) {
    const { collections = {}, clock = systemClock, logger = silentLogger } = options;
    this.#options = options;
    this.#processes = collections.processes ?? DEFAULT_COLLECTIONS.processes;
    this.#documents = collections.documents ?? DEFAULT_COLLECTIONS.documents;
    this.#clock = clock;
    this.#logger = logger;
  }

  subscribe(listener: (change: ProgressChange) => void): () => void {
    this.#listeners.add(listener);
    if (!this.#isHearing) listener({ kind: 'lost' });
    if (!this.#closed.signal.aborted) this.#running ??= this.#run();
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#closed.signal.aborted) {
      let delayMs = 0;
      try {
        await this.#follow(() => (failures = 0));
      } catch (error) {
        delayMs = this.#delayAfter(error, failures);
        failures += 1;
      }
      this.#lose();
      await this.#clock.sleep(delayMs, { signal: this.#closed.signal }).catch(() => undefined);
    }
  }

  #delayAfter(error: unknown, failures: number): number {
    const code = errorCode(error);
    if (code !== undefined && UNSUPPORTED.has(code)) {
      this.#logger.info({ code }, 'the MongoDB server has no change streams; live progress is read every second');
      return UNSUPPORTED_DELAY_MS;
    }
    if (!this.#closed.signal.aborted) this.#logger.warn({ code }, 'the change stream is interrupted; opening it again');
    return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures, 10));
  }

  /** Reports what changes until the feed is closed. @throws what the driver throws when it cannot go on. */
  async #follow(onHeard: () => void): Promise<void> {
    const stream = this.#open();
    const stop = (): void => void stream.close().catch(() => undefined);
    this.#closed.signal.addEventListener('abort', stop, { once: true });
    try {
      while (!this.#closed.signal.aborted) {
        const change = await this.#next(stream);
        onHeard();
        this.#hear();
        if (change?.operationType === 'invalidate') return;
        if (change !== null) this.#take(change);
      }
    } catch (error) {
      if (!this.#closed.signal.aborted) throw error;
    } finally {
      this.#closed.signal.removeEventListener('abort', stop);
      await stream.close().catch(() => undefined);
    }
  }

  #open(): ChangeStream {
    const { db, eventHeads, awaitMs = 1000 } = this.#options;
    const wanted: Document[] = [{ 'ns.coll': { $eq: this.#processes } }, { operationType: { $eq: 'invalidate' } }];
    if (eventHeads !== undefined) {
      // The comma that ends the name is followed by the hyphen in the order of bytes.
      const [from, to] = [',', '-'].map((end) => `[${JSON.stringify(eventHeads)}${end}`);
      wanted.push({ 'ns.coll': { $eq: this.#documents }, 'documentKey._id': { $gte: from, $lt: to } });
    }
    const pipeline = [{ $match: { $or: wanted } }, { $project: { operationType: 1, ns: 1, documentKey: 1 } }];
    return db.watch(pipeline, { maxAwaitTimeMS: awaitMs });
  }

  /** The driver connects again by itself: meanwhile nothing is heard. */
  async #next(stream: ChangeStream): Promise<Change | null> {
    const heard = new AbortController();
    const onSilence = async (): Promise<void> => {
      await this.#clock.sleep(SILENT_MS, { signal: heard.signal });
      this.#lose();
    };
    const watching = onSilence().catch(() => undefined);
    try {
      return (await stream.tryNext()) as Change | null;
    } finally {
      heard.abort();
      await watching;
    }
  }

  #take({ ns, documentKey }: Change): void {
    const id = documentKey?._id;
    if (typeof id !== 'string') return;
    if (ns?.coll === this.#processes) this.#moved.add(id);
    else {
      const [, integrationId] = JSON.parse(id) as readonly unknown[];
      if (typeof integrationId === 'string') this.#logs.add(integrationId);
    }
    void this.#reportGathered();
  }

  /** At once, and what comes soon afterwards together: each report makes who subscribes read. */
  async #reportGathered(): Promise<void> {
    if (this.#isGathering) return;
    this.#isGathering = true;
    while (this.#moved.size + this.#logs.size > 0) {
      if (this.#moved.size > 0) this.#report({ kind: 'moved', processIds: [...this.#moved].map(toProcessId) });
      for (const integrationId of this.#logs) this.#report({ kind: 'events', integrationId });
      this.#moved.clear();
      this.#logs.clear();
      await this.#clock.sleep(GATHER_MS, { signal: this.#closed.signal }).catch(() => undefined);
    }
    this.#isGathering = false;
  }

  #hear(): void {
    if (this.#isHearing) return;
    this.#isHearing = true;
    this.#report({ kind: 'gap' });
  }

  #lose(): void {
    if (this.#isHearing) this.#report({ kind: 'lost' });
    this.#isHearing = false;
  }

  #report(change: ProgressChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
