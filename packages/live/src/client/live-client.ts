import type { Clock } from '@frigg-crm/core';
import { CLOSE_CODES } from '../protocol/limits.ts';
import { EMPTY_VIEW, foldMessage } from '../protocol/live-view.ts';
import type { ClientMessage, ServerMessage } from '../protocol/messages.ts';
import { Attempts } from './attempts.ts';
import { clientClock } from './client-clock.ts';
import type { LiveState } from './live-state.ts';
import { poll } from './poll.ts';
import { isRefusal, runSocket, type SocketConstructor } from './run-socket.ts';
import { Subscriptions, type FollowOptions } from './subscriptions.ts';
import { pageVisibility, type Visibility } from './visibility.ts';

/** What {@link createLiveClient} is made with. */
export interface LiveClientOptions {
  /** Where the server is, such as `https://app.example.com/api/v1/live`: sockets and polls go there. */
  readonly url: string;
  /** @defaultValue the global one */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /** `null`: do not try sockets. @defaultValue the global one */
  readonly WebSocket?: SocketConstructor | null | undefined;
  /** @defaultValue that of the machine */
  readonly clock?: Clock | undefined;
  /** @returns a number from 0 to below 1. @defaultValue Math.random */
  readonly random?: (() => number) | undefined;
  /** Nothing is watched while the page is hidden. @defaultValue that of the page; in Node nothing is hidden */
  readonly visibility?: Visibility | undefined;
  /** Sent with polls, such as an API key. @defaultValue none: cookies go along */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Gets a one-time ticket for a socket, where no cookie says who connects. @defaultValue none */
  readonly ticket?: (() => Promise<string>) | undefined;
}

/** Keeps what it watches at the newest state. Made for `useSyncExternalStore`: `onChange` and `state`. */
export interface LiveClient {
  readonly state: LiveState;
  /** @returns what ends the subscription. */
  onChange(listener: () => void): () => void;
  /** Watches all processes that are active or have just ended. @returns what ends it. */
  watchProcesses(options?: { readonly integrationId?: string | undefined }): () => void;
  /** Watches one process, whatever its state. @returns what ends it. */
  watchProcess(processId: string): () => void;
  /** Follows the log of an integration. @returns what ends it. */
  followEvents(integrationId: string, options: FollowOptions): () => void;
  /** Tries at once, also after a refusal. */
  reconnect(): void;
  /** May be called twice. */
  close(): void;
}

/** How long it polls before it tries a socket again, in milliseconds, the first time, and at most: half of it or all, by chance. */
const POLL_FOR_MS = { first: 5000, most: 60_000 };
const POLL_WAIT_MS = 25_000;
const FIRST_MESSAGE_MS = 15_000;
/** The same of the first socket that is tried while polls get through: meanwhile nothing new is shown. */
const PROBE_MS = 3000;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;

/**
 * Makes a client. It connects when something is watched.
 *
 * @example
 * ```ts
 * const live = createLiveClient({ url: 'https://app.example.com/api/v1/live' });
 * live.watchProcesses();
 * live.onChange(() => console.log(live.state.status, live.state.view.processes.size));
 * ```
 */
export function createLiveClient(options: LiveClientOptions): LiveClient {
  return new Client(options);
}

class Client implements LiveClient {
  readonly #options: LiveClientOptions;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #visibility: Visibility;
  readonly #listeners = new Set<() => void>();
  readonly #subscriptions = new Subscriptions();
  readonly #WebSocket: SocketConstructor | null;
  readonly #closed = new AbortController();
  /** Aborted when what is under way has to begin anew: a page is hidden, a poll's subscriptions changed. */
  #turn = new AbortController();
  #send: ((message: ClientMessage) => void) | undefined;
  #isRunning = false;
  #isRefused = false;
  #state: LiveState = { status: 'idle', view: EMPTY_VIEW, upToDate: new Set(), refused: new Set(), behindMs: undefined };
  readonly #stopWatchingPage: () => void;

  constructor(options: LiveClientOptions) {
    this.#options = options;
    const { clock = clientClock, random = Math.random, visibility = pageVisibility() } = options;
    this.#clock = clock;
    this.#random = random;
    this.#visibility = visibility;
    this.#WebSocket =
      options.WebSocket === undefined ? ((globalThis.WebSocket as SocketConstructor | undefined) ?? null) : options.WebSocket;
    this.#stopWatchingPage = visibility.onChange(() => this.#restart());
  }

  get state(): LiveState {
    return this.#state;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  watchProcesses({ integrationId }: { readonly integrationId?: string | undefined } = {}): () => void {
    return this.#watch('processes', integrationId);
  }

  watchProcess(processId: string): () => void {
    return this.#watch(`process:${processId}`, undefined);
  }

  followEvents(integrationId: string, options: FollowOptions): () => void {
    const channel = `events:${integrationId}`;
    const stop = this.#subscriptions.follow(channel, options);
    this.#subscribe(channel);
    return () => {
      if (stop()) this.#unsubscribe(channel);
    };
  }

  reconnect(): void {
    this.#isRefused = false;
    this.#restart();
  }

  close(): void {
    this.#closed.abort();
    this.#turn.abort();
    this.#stopWatchingPage();
    this.#set({ status: 'closed' });
  }

  #watch(channel: string, integrationId: string | undefined): () => void {
    const stop = this.#subscriptions.watch(channel, integrationId);
    this.#subscribe(channel);
    return () => {
      if (stop()) this.#unsubscribe(channel);
    };
  }

  #subscribe(channel: string): void {
    const subscription = this.#subscriptions.list(this.#state.view).find((one) => one.channel === channel);
    if (subscription !== undefined && this.#send !== undefined) this.#send(subscription);
    else if (this.#state.status !== 'waiting') this.#restart();
  }

  #unsubscribe(channel: string): void {
    const upToDate = new Set(this.#state.upToDate);
    if (upToDate.delete(channel)) this.#set({ upToDate });
    this.#send?.({ action: 'unsubscribe', channel });
    if (this.#subscriptions.isEmpty) this.#restart();
  }

  #set(change: Partial<LiveState>): void {
    if (this.#state.status === 'closed') return;
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  #restart(): void {
    this.#turn.abort();
    if (this.#isRunning || this.#closed.signal.aborted) return;
    this.#isRunning = true;
    // What is watched in the same turn is subscribed to together.
    void Promise.resolve().then(async () => this.#run());
  }

  async #run(): Promise<void> {
    const attempts = new Attempts({ hasSockets: this.#WebSocket !== null });
    while (this.#mayConnect()) {
      this.#turn = new AbortController();
      const { isPoll, failures, probes } = attempts;
      const result = isPoll ? await this.#pollFor(failures, probes ?? 0) : await this.#connect(failures, probes);
      this.#send = undefined;
      this.#isRefused ||= result.isRefused === true;
      if (this.#turn.signal.aborted) continue;
      const goesOn = attempts.end(result.isGood) || result.isOver === true;
      if (!goesOn && this.#mayConnect()) await this.#rest(result.retryAfterMs ?? this.#delay(attempts.failures));
    }
    this.#isRunning = false;
    this.#set({ status: this.#restingStatus(), upToDate: new Set() });
  }

  async #rest(ms: number): Promise<void> {
    this.#set({ status: 'waiting', upToDate: new Set() });
    await this.#clock.sleep(ms, this.#turn).catch(() => undefined);
  }

  #mayConnect(): boolean {
    return !this.#closed.signal.aborted && !this.#isRefused && !this.#visibility.isHidden() && !this.#subscriptions.isEmpty;
  }

  #restingStatus(): LiveState['status'] {
    if (this.#isRefused) return 'refused';
    return this.#visibility.isHidden() ? 'paused' : 'idle';
  }

  /** Spread over the whole time, so that clients of a server that comes back do not come together. */
  #delay(failures: number): number {
    return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures, 10)) * this.#random();
  }

  async #connect(failures: number, probes: number | undefined): Promise<Turn> {
    const { url } = this.#options;
    const WebSocket = this.#WebSocket;
    if (WebSocket === null) return { isGood: false };
    if (failures === 0 && probes === undefined) this.#set({ status: 'connecting', upToDate: new Set() });
    // Until it is open: everything is subscribed to then.
    this.#send = () => {};
    const ticket = await this.#options.ticket?.().catch(() => undefined);
    const { code, hasHeard, retryAfterMs } = await runSocket({
      url: url.replace(/^http/, 'ws'),
      WebSocket,
      clock: this.#clock,
      random: this.#random,
      ticket,
      // A slow server needs longer: each attempt has more time.
      firstMessageMs: probes === undefined ? FIRST_MESSAGE_MS : Math.min(FIRST_MESSAGE_MS, PROBE_MS * (probes + 1)),
      signal: this.#turn.signal,
      onOpen: (send) => {
        this.#send = send;
        for (const subscription of this.#subscriptions.list(this.#state.view)) send(subscription);
      },
      onMessage: (message) => {
        if (this.#state.status !== 'live') this.#set({ status: 'live' });
        this.#fold(message);
      },
      channels: () => this.#subscriptions.channels.filter((channel) => !this.#state.refused.has(channel)),
    });
    return { isGood: hasHeard && code !== CLOSE_CODES.invalid, retryAfterMs, isRefused: isRefusal(code) };
  }

  /** Polls until it fails, or it is time to try a socket again. */
  async #pollFor(failures: number, probes: number): Promise<Turn> {
    const { fetch = globalThis.fetch, url, headers = {} } = this.#options;
    const forMs = Math.min(POLL_FOR_MS.most, POLL_FOR_MS.first * 2 ** Math.min(probes, 10));
    const untilMs = this.#clock.now() + forMs * (0.5 + this.#random() / 2);
    if (failures === 0 && probes === 0) this.#set({ upToDate: new Set() });
    const { signal } = this.#turn;
    // The first one is answered at once.
    for (let waitMs = 0; waitMs >= 0; waitMs = Math.min(POLL_WAIT_MS, Math.floor(untilMs - this.#clock.now()))) {
      const result = await poll({ url, fetch, headers, subscriptions: this.#subscriptions.list(this.#state.view), waitMs, signal });
      if (signal.aborted) return { isGood: true };
      if (result === 'failed' || result === 'refused') {
        return { isGood: false, isRefused: result === 'refused' };
      }
      this.#set({ status: 'polling' });
      for (const message of result) this.#fold(message);
      if (this.#clock.now() >= untilMs) break;
    }
    return { isGood: true, isOver: true };
  }

  #fold(message: ServerMessage): void {
    const view = foldMessage(this.#state.view, message);
    if (view !== this.#state.view) this.#set({ view });
    if (message.type === 'upToDate') this.#set({ upToDate: new Set(this.#state.upToDate).add(message.channel) });
    if (message.type === 'refused') this.#set({ refused: new Set(this.#state.refused).add(message.channel) });
    if (message.type === 'resubscribe' && this.#subscriptions.channels.includes(message.channel)) this.#subscribe(message.channel);
    if (message.type === 'pong') this.#set({ behindMs: Math.max(0, message.now - message.asOf) });
    const isIncomplete = this.#subscriptions.fold(message);
    if (isIncomplete !== undefined) this.#subscribe(isIncomplete);
  }
}

/** How a socket, or some minutes of polling, went. */
interface Turn {
  /** Something of the protocol came through. */
  readonly isGood: boolean;
  /** It ended by itself: no reason to wait. */
  readonly isOver?: boolean | undefined;
  readonly isRefused?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
}
