import { assertNever } from '@frigg-crm/core/adapter';
import { readChannel } from '../protocol/channel.ts';
import { CLOSE_CODES } from '../protocol/limits.ts';
import type { ClientMessage, SubscribeMessage } from '../protocol/messages.ts';
import { readClientMessage } from './client-message-schema.ts';
import type { LiveConnection, LiveTransport, LiveWatcher } from './live-watcher.ts';
import { LiveSession, type LogPosition, type Snapshot } from './session.ts';
import type { LiveEventPage } from './live-event-log.ts';

/** Why a server closed a connection. */
export type CloseReason = keyof typeof CLOSE_CODES;

/** What a connection needs of the hub. */
export interface ConnectionHost {
  readonly now: () => number;
  /** When a client is to come back that cannot be served now, in milliseconds. */
  readonly retryAfterMs: () => number;
  /** Until when all changes are known. */
  readonly asOf: () => number;
  readonly snapshot: (subscription: SubscribeMessage, watcher: LiveWatcher) => Promise<Snapshot>;
  /** @returns `undefined` when the log cannot be read now. */
  readonly readLog: (log: LogPosition) => Promise<LiveEventPage | undefined>;
  /** Something waits to be sent. */
  readonly wantsFlush: (connection: ClientConnection) => void;
  readonly onClosed: (connection: ClientConnection, reason: CloseReason | 'client') => void;
}

/** A client that does not take this much is left alone until it has, in bytes. */
const ROOM_BYTES = 64 * 1024;
/** A client with more messages in hand than this is no client of ours. */
const MAX_IN_HAND = 200;

/** One client: its session, and how its line is doing. */
export class ClientConnection implements LiveConnection {
  readonly session: LiveSession;
  readonly #host: ConnectionHost;
  readonly #transport: LiveTransport;
  readonly #watcher: LiveWatcher;
  #work: Promise<void> = Promise.resolve();
  #inHand = 0;
  #readingLogs: Promise<void> | undefined;
  #isClosed = false;
  #heardAtMs: number;
  /** Since when the line has taken nothing although something waits. */
  #stalledSinceMs: number | undefined;
  #sent = 0;

  constructor(host: ConnectionHost, transport: LiveTransport, watcher: LiveWatcher) {
    this.#host = host;
    this.#transport = transport;
    this.#watcher = watcher;
    this.#heardAtMs = host.now();
    this.session = new LiveSession({ canSee: watcher.canSee });
  }

  get sent(): number {
    return this.#sent;
  }

  receive(text: string): void {
    if (this.#isClosed) return;
    this.#heardAtMs = this.#host.now();
    const message = readClientMessage(text);
    if (message === undefined || this.#inHand >= MAX_IN_HAND) {
      this.close('invalid');
      return;
    }
    void this.handle(message);
  }

  /** Does what a message says, after those before it. Never rejects. */
  async handle(message: ClientMessage): Promise<void> {
    this.#inHand += 1;
    // The client comes back when the store can be read again.
    this.#work = this.#work.then(async () => this.#execute(message)).catch(() => this.dismiss(this.#host.retryAfterMs()));
    await this.#work;
    this.#inHand -= 1;
    if (!this.#isClosed) this.#host.wantsFlush(this);
  }

  closed(): void {
    this.#end('client');
  }

  close(reason: CloseReason): void {
    if (this.#isClosed) return;
    this.#end(reason);
    this.#transport.close(CLOSE_CODES[reason], reason);
  }

  /** Says that the server stops, and when to come back. */
  dismiss(retryAfterMs: number): void {
    if (this.#isClosed) return;
    this.#send(JSON.stringify({ type: 'goodbye', retryAfterMs }));
    this.close('restart');
  }

  /** Sends what waits, as far as the line takes it. Resolves when logs have been read. */
  async flush(): Promise<void> {
    while (!this.#isClosed && this.#hasRoom()) {
      const text = this.session.next();
      if (text === undefined) break;
      this.#send(text);
    }
    if (this.#isWaiting() && !this.#hasRoom()) this.#stalledSinceMs ??= this.#host.now();
    if (!this.session.isBehind) return;
    this.#readingLogs ??= this.#sendEvents().finally(() => {
      this.#readingLogs = undefined;
    });
    await this.#readingLogs;
  }

  /** Closes the line when it is stalled, idle, or the session of the user is over. */
  check(limits: { readonly slowAfterMs: number; readonly idleAfterMs: number }): void {
    const nowMs = this.#host.now();
    if (nowMs >= (this.#watcher.expiresAtMs ?? Infinity)) this.close('unauthorized');
    else if (nowMs - (this.#stalledSinceMs ?? nowMs) >= limits.slowAfterMs) this.close('slow');
    else if (nowMs - this.#heardAtMs >= limits.idleAfterMs) this.close('idle');
  }

  async #execute(message: ClientMessage): Promise<void> {
    switch (message.action) {
      case 'ping':
        this.session.pong(this.#host.asOf(), this.#host.now());
        return;
      case 'unsubscribe':
        this.session.unsubscribe(message.channel);
        return;
      case 'subscribe':
        await this.#subscribe(message);
        return;
      default:
        assertNever(message);
    }
  }

  async #subscribe(message: SubscribeMessage): Promise<void> {
    const asked = readChannel(message.channel);
    const isAllowed = asked?.kind !== 'events' || (await this.#watcher.canReadLog?.(asked.integrationId)) === true;
    const channel = this.session.admit(message.channel, () => isAllowed);
    if (channel === undefined) return;
    if (channel.kind === 'events') this.session.follow(message, channel.integrationId);
    else this.session.watch(message, await this.#host.snapshot(message, this.#watcher));
  }

  #isWaiting(): boolean {
    return !this.#isClosed && (this.session.hasPending || this.session.isBehind);
  }

  #hasRoom(): boolean {
    return this.#transport.bufferedBytes < ROOM_BYTES;
  }

  #send(text: string): void {
    this.#sent += 1;
    this.#transport.send(text, () => {
      this.#stalledSinceMs = undefined;
      if (this.#isWaiting()) this.#host.wantsFlush(this);
    });
  }

  /** Events are never queued here: they are read from the log as the line takes them. */
  async #sendEvents(): Promise<void> {
    for (const log of this.session.logs) {
      while (log.isBehind && !this.#isClosed && this.#hasRoom()) {
        // What is announced while the page is read sets it again.
        log.isBehind = false;
        const page = await this.#host.readLog(log);
        if (page !== undefined) this.#takePage(log, page);
        else log.isBehind = true;
        if (page === undefined) break;
      }
    }
    if (this.session.hasPending && !this.#isClosed) this.#host.wantsFlush(this);
  }

  #takePage(log: LogPosition, { events, first, last }: LiveEventPage): void {
    const { after } = log;
    if (after !== undefined && after > last) this.session.reset(log.channel, 'futureCursor');
    else if (after !== undefined && after < first - 1) this.session.reset(log.channel, 'outdatedCursor');
    else if (events.length === 0) this.session.logEnds(log, { seq: after ?? last, asOf: this.#host.asOf() });
    else {
      this.#send(this.session.nextEvents(log, events));
      log.isBehind = true;
    }
  }

  #end(reason: CloseReason | 'client'): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#host.onClosed(this, reason);
  }
}
