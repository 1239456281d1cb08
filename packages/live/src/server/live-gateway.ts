import {
  silentLogger,
  type CallOptions,
  type Clock,
  type DocumentStore,
  type Logger,
  type ProcessProgress,
  type ProcessRepository,
  type ProgressPublisher,
} from '@frigg-crm/core';
import { reasonOf, withTimeout } from '@frigg-crm/core/adapter';
import { MAX_CHANNELS } from '../protocol/limits.ts';
import type { ClientMessage, PingMessage } from '../protocol/messages.ts';
import { readServerMessage } from '../protocol/read-server-message.ts';
import { toBoardEntry } from './board-entry.ts';
import { readClientMessage } from './client-message-schema.ts';
import { createLogReader } from './create-log-reader.ts';
import { foldSent, isShown, mergeSent, toSubscription, withMessage, type StoredChannels } from './gateway-channels.ts';
import { GatewayLines, type GatewayLine } from './gateway-lines.ts';
import { GatewayStore, type GatewayCaller, type StoredConnection } from './gateway-store.ts';
import type { LiveEventLog } from './live-event-log.ts';
import type { LiveWatcher } from './live-watcher.ts';
import { packMessage } from './pack-messages.ts';
import { runTurn, type TurnHost } from './run-turn.ts';

/** What {@link createLiveGateway} is made with. */
export interface LiveGatewayOptions {
  /** Keeps what each connection watches and was sent, for two hours at most. */
  readonly documents: Pick<DocumentStore, 'find' | 'insert' | 'save' | 'remove' | 'query'>;
  readonly processRepository: Pick<ProcessRepository, 'find' | 'findByIds'>;
  /** @defaultValue there are no logs to watch */
  readonly eventLog?: LiveEventLog | undefined;
  readonly line: GatewayLine;
  /** What exists for a caller. */
  readonly watcherOf: (caller: GatewayCaller) => LiveWatcher;
  readonly clock: Clock;
  /** After so many milliseconds `sweep` sends a client away, to be authorized anew. @defaultValue 15 minutes */
  readonly maxAgeMs?: number | undefined;
  readonly logger?: Logger | undefined;
}

/**
 * Live progress behind an API Gateway, whose functions keep no memory: what a client watches is in the store, and each invocation
 * does one thing.
 */
export interface LiveGateway extends ProgressPublisher {
  /** `$connect` of a caller who is authorized. */
  connect(connectionId: string, caller: GatewayCaller): Promise<void>;
  /**
   * `$default`: a message. A ping also sends what was missed, so nothing is late by more than the 30 seconds between two. A client
   * whose message cannot be handled is sent away, to come back with all it watches.
   */
  receive(connectionId: string, text: string): Promise<void>;
  /** `$disconnect`. */
  disconnect(connectionId: string): Promise<void>;
  /** Takes what this program announces; `flush` sends it. Of a process only the newest state is kept. */
  publish(progress: ProcessProgress): void;
  /** There are new events in the log of an integration; `flush` sends them. */
  announceEvents(integrationId: string): void;
  /**
   * Sends what was announced to those who watch it: before an invocation ends. Takes `timeoutMs` milliseconds at most (2000) and never
   * rejects: what was not sent, the next ping of the client delivers.
   */
  flush(options?: { readonly timeoutMs?: number | undefined }): Promise<void>;
  /** Sends clients away that are to be authorized anew. @returns how many. */
  sweep(options?: CallOptions): Promise<number>;
}

const MAX_AGE_MS = 15 * 60_000;
/** So many connections are posted to at once. */
const AT_ONCE = 20;
const FLUSH_MS = 2000;
/** What goes on for long announces its progress so often, in milliseconds. */
const FLUSH_EVERY_MS = 1000;
/** Makes the server of live progress behind an API Gateway. */
export function createLiveGateway(options: LiveGatewayOptions): LiveGateway {
  return new Gateway(options);
}

class Gateway implements LiveGateway {
  readonly #options: LiveGatewayOptions;
  readonly #logger: Logger;
  readonly #store: GatewayStore;
  readonly #lines: GatewayLines;
  readonly #host: TurnHost;
  #newest = new Map<string, ProcessProgress>();
  #logs = new Set<string>();
  #flushing: Promise<void> | undefined;
  #flushedAtMs: number;

  constructor(options: LiveGatewayOptions) {
    this.#options = options;
    const { documents, processRepository, eventLog, line, clock, logger = silentLogger } = options;
    this.#logger = logger;
    this.#store = new GatewayStore(documents, clock);
    this.#lines = new GatewayLines({ line, store: this.#store, clock, logger });
    this.#host = { processRepository, clock, readLog: createLogReader({ eventLog, logger }) };
    this.#flushedAtMs = clock.now();
  }

  async connect(connectionId: string, caller: GatewayCaller): Promise<void> {
    await this.#store.add(connectionId, caller);
  }

  async disconnect(connectionId: string): Promise<void> {
    await this.#store.remove(connectionId);
  }

  async receive(connectionId: string, text: string): Promise<void> {
    const message = readClientMessage(text);
    try {
      // Subscribed first, then read: what changes from now on is announced to it.
      const connection = message && (await this.#store.change(connectionId, (channels) => withMessage(channels, message)));
      // It was sent away, or sends what no client sends.
      if (message === undefined || connection === undefined) await this.#lines.close(connectionId);
      else await this.#answer(connection, message);
    } catch (error) {
      await this.#lines.dismiss(connectionId);
      throw error;
    }
  }

  publish(progress: ProcessProgress): void {
    const { processId, version } = progress;
    if (version <= (this.#newest.get(processId)?.version ?? -1)) return;
    this.#newest.set(processId, progress);
    this.#flushIfDue();
  }

  announceEvents(integrationId: string): void {
    this.#logs.add(integrationId);
    this.#flushIfDue();
  }

  async flush({ timeoutMs = FLUSH_MS }: { readonly timeoutMs?: number | undefined } = {}): Promise<void> {
    const { clock } = this.#options;
    const all = async (): Promise<void> => {
      await this.#flushing;
      await this.#start(timeoutMs);
    };
    await withTimeout(clock, all(), { ms: timeoutMs }).catch(() => undefined);
  }

  async sweep(options: CallOptions = {}): Promise<number> {
    const { clock, maxAgeMs = MAX_AGE_MS } = this.#options;
    const old = (await this.#store.list(options)).filter(({ openedAtMs }) => clock.now() - openedAtMs >= maxAgeMs);
    await eachOf(old, async ({ id }) => {
      options.signal?.throwIfAborted();
      await this.#lines.dismiss(id, options);
    });
    return old.length;
  }

  #flushIfDue(): void {
    const { clock } = this.#options;
    if (this.#flushing === undefined && clock.now() - this.#flushedAtMs >= FLUSH_EVERY_MS) void this.#start(FLUSH_MS);
  }

  async #start(timeoutMs: number): Promise<void> {
    const { clock } = this.#options;
    this.#flushedAtMs = clock.now();
    if (this.#newest.size + this.#logs.size === 0) return;
    const states = [...this.#newest.values()];
    const logs = this.#logs;
    this.#newest = new Map();
    this.#logs = new Set();
    this.#flushing = withTimeout(clock, async (signal) => this.#announce({ states, logs }, { signal }), { ms: timeoutMs })
      .catch((error: unknown) =>
        this.#logger.warn({ reason: reasonOf(error) }, 'live progress could not be announced; clients will ask for it'),
      )
      .finally(() => {
        this.#flushing = undefined;
      });
    await this.#flushing;
  }

  async #announce(news: News, options: CallOptions): Promise<void> {
    const { watcherOf } = this.#options;
    await eachOf(await this.#store.list(options), async (connection) => {
      const { id, caller, channels } = connection;
      const watcher = watcherOf(caller);
      const watched = news.states.filter(
        (state) => watcher.canSee(state) && Object.entries(channels).some(([name, channel]) => isShown(name, channel, state)),
      );
      const isThere = watched.length === 0 || (await this.#lines.postTexts(id, packStates(watched), options));
      const logs = Object.keys(channels).filter((name) => name.startsWith('events:') && news.logs.has(name.slice('events:'.length)));
      if (isThere && logs.length > 0) await this.#send(connection, { names: logs });
    });
  }

  async #answer(connection: StoredConnection, message: ClientMessage): Promise<void> {
    const { id, channels } = connection;
    if (message.action === 'ping') {
      // One of their messages was lost, or has overtaken the next one.
      const lost = (message.channels ?? []).filter((channel) => channels[channel] === undefined).slice(0, MAX_CHANNELS);
      const asks = lost.map((channel) => ({ type: 'resubscribe' as const, channel }));
      const isThere = await this.#lines.post(id, asks);
      if (isThere) await this.#send(connection, { names: Object.keys(channels), ping: message });
    } else if (message.action === 'subscribe') {
      const { channel } = message;
      if (channels[channel] === undefined) await this.#lines.post(id, [{ type: 'refused', channel, reason: 'tooManyChannels' }]);
      else await this.#send(connection, { names: [channel] });
    }
  }

  /** Sends what is new in channels, and notes what was sent. That a client is up to date it hears once for each subscription. */
  async #send(
    { id, caller, channels }: StoredConnection,
    { names, ping }: { readonly names: readonly string[]; readonly ping?: PingMessage },
  ): Promise<void> {
    const read: StoredChannels = Object.fromEntries(Object.entries(channels).filter(([name]) => names.includes(name)));
    const messages: ClientMessage[] = Object.entries(read).map(([name, channel]) => toSubscription(name, channel));
    if (ping !== undefined) messages.push(ping);
    const { texts, isOver } = await runTurn(this.#host, { messages, watcher: this.#options.watcherOf(caller) });
    const fresh = texts.filter((text) => !isKnown(text, read));
    const isThere = await this.#lines.postTexts(id, fresh);
    if (isOver) await this.#lines.close(id);
    if (!isThere || isOver) return;
    const sent = foldSent(read, texts);
    await this.#store.change(id, (stored) => mergeSent(stored, { read, sent }));
  }
}

interface News {
  readonly states: readonly ProcessProgress[];
  readonly logs: ReadonlySet<string>;
}

/** @returns whether a message says what the client has heard: that it is up to date. */
function isKnown(text: string, channels: StoredChannels): boolean {
  if (!text.startsWith('{"type":"upToDate"')) return false;
  const message = readServerMessage(JSON.parse(text));
  return message?.type === 'upToDate' && channels[message.channel]?.isAnnounced === true;
}

function packStates(states: readonly ProcessProgress[]): readonly string[] {
  const texts: string[] = [];
  for (let rest = states.map(toBoardEntry); rest.length > 0;) {
    const { text, count } = packMessage('{"type":"states","states":[', rest);
    texts.push(text);
    rest = rest.slice(count);
  }
  return texts;
}

async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const lane = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, lane));
}
