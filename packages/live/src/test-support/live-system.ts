import { toProcessId, type Process, type ProcessRepository } from '@frigg-crm/core';
import type { ProgressChange } from '@frigg-crm/core/adapter';
import { aProcess, createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import { createLiveClient, type LiveClient, type LiveClientOptions } from '../client/live-client.ts';
import type { SocketLike } from '../client/run-socket.ts';
import type { LiveEventLog } from '../server/live-event-log.ts';
import { createLiveHub, type LiveHub, type LiveHubOptions } from '../server/live-hub.ts';
import type { LiveConnection, LiveTransport, LiveWatcher } from '../server/live-watcher.ts';

/** A store that may be down. */
export class TestStore {
  readonly processes = new Map<string, Process>();
  readonly #versions = new Map<string, number>();
  isDown = false;
  reads = 0;

  /** @returns the process as stored: one version on. */
  save(id: string, fields: Partial<Omit<Process, 'id'>> = {}): Process {
    const version = (this.#versions.get(id) ?? 0) + 1;
    this.#versions.set(id, version);
    const process = { ...(this.processes.get(id) ?? aProcess({ id: toProcessId(id) })), ...fields, version };
    this.processes.set(id, process);
    return process;
  }

  readonly port: Pick<ProcessRepository, 'find' | 'findByIds'> = {
    find: async ({ active, limit = 100, after }) => {
      this.#read();
      const found = [...this.processes.values()].filter(({ endedAt }) => active === undefined || active === (endedAt === null));
      const start = after === undefined ? 0 : found.findIndex(({ id }) => id === after.id) + 1;
      return found.slice(start, start + limit);
    },
    findByIds: async (ids) => {
      this.#read();
      return ids.flatMap((id) => this.processes.get(id) ?? []);
    },
  };

  #read(): void {
    this.reads += 1;
    if (this.isDown) throw new Error('the store is down');
  }
}

/** What happens between clients and the hub. */
export interface Network {
  /** New sockets are refused. */
  isDown: boolean;
  /** Clients do not read. */
  isStalled: boolean;
  /** Breaks all sockets; what is on its way is lost. */
  cut(): void;
  readonly sockets: ReadonlySet<TestSocket>;
}

/** A socket between a client and the hub of this program: asynchronous, in order, breakable. */
export class TestSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onclose: ((event: { readonly code: number }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly received: string[] = [];
  readonly #system: SystemParts;
  #connection: LiveConnection | undefined;
  #buffered: { readonly text: string; readonly onSent: () => void }[] = [];
  #isOver = false;

  constructor(system: SystemParts) {
    this.#system = system;
    this.#soon(() => this.#open());
  }

  get bufferedBytes(): number {
    return this.#buffered.reduce((sum, { text }) => sum + text.length, 0);
  }

  send(data: string): void {
    if (this.#isOver) return;
    this.received.push(data);
    this.#soon(() => {
      if (!this.#isOver) this.#connection?.receive(data);
    });
  }

  /** The client closes it. */
  close(): void {
    this.#end(1000);
  }

  /** Hands on what waits. */
  read(): void {
    for (const { text, onSent } of this.#buffered.splice(0)) {
      this.onmessage?.({ data: text });
      onSent();
    }
  }

  cut(code = 1006): void {
    this.#buffered = [];
    this.#end(code);
  }

  /** A millisecond is what a message is on its way. */
  #soon(work: () => void): void {
    void this.#system.clock.sleep(1).then(work);
  }

  #open(): void {
    const { hub, network, watcher } = this.#system;
    if (network.isDown || this.#isOver) {
      this.cut();
      return;
    }
    network.sockets.add(this);
    this.#connection = hub().connect(this.#serverSide(), watcher);
    this.onopen?.();
  }

  #serverSide(): LiveTransport {
    const { network } = this.#system;
    const bytes = (): number => this.bufferedBytes;
    return {
      get bufferedBytes() {
        return bytes();
      },
      send: (text, onSent) => {
        this.#buffered.push({ text, onSent });
        if (!network.isStalled) this.#soon(() => this.read());
      },
      close: (code) => {
        if (!network.isStalled) this.read();
        this.#end(code);
      },
    };
  }

  #end(code: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#system.network.sockets.delete(this);
    this.#connection?.closed();
    this.#soon(() => this.onclose?.({ code }));
  }
}

interface SystemParts {
  readonly clock: VirtualClock;
  readonly hub: () => LiveHub;
  readonly network: Network & { readonly sockets: Set<TestSocket> };
  readonly watcher: LiveWatcher;
}

/** A hub over a store that may be down, and clients over a network that may break, on virtual time. */
export interface LiveSystem {
  readonly clock: VirtualClock;
  readonly store: TestStore;
  readonly network: Network;
  readonly hub: LiveHub;
  /** Reports a change to the hub, as another program's. */
  readonly report: (change: ProgressChange) => void;
  /** The server stops, and another one starts. */
  restart(): void;
  client(options?: Partial<LiveClientOptions>): LiveClient;
  /** Answers polls, as a server would. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

/** Makes the system. */
export function createLiveSystem({
  watcher = { canSee: () => true, canReadLog: () => true },
  eventLog,
  hasFeed = true,
  ...options
}: Partial<LiveHubOptions> & {
  readonly watcher?: LiveWatcher;
  readonly eventLog?: LiveEventLog;
  readonly hasFeed?: boolean;
} = {}): LiveSystem {
  const clock = createVirtualClock();
  const store = new TestStore();
  const listeners = new Set<(change: ProgressChange) => void>();
  const feed = {
    subscribe(listener: (change: ProgressChange) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const start = (): LiveHub =>
    createLiveHub({ processRepository: store.port, clock, eventLog, random: () => 0.5, ...(hasFeed && { feed }), ...options });
  let hub = start();
  const sockets = new Set<TestSocket>();
  const network = { isDown: false, isStalled: false, sockets, cut: () => [...sockets].forEach((socket) => socket.cut()) };
  const parts: SystemParts = { clock, hub: () => hub, network, watcher };
  const fetch = async (_url: string, { body, signal }: RequestInit): Promise<Response> => {
    if (network.isDown) throw new TypeError('fetch failed');
    const request = JSON.parse(body as string) as { subscriptions: []; waitMs: number };
    const messages = await hub.poll({ ...request, signal: signal ?? undefined }, watcher);
    if (network.isDown) throw new TypeError('fetch failed');
    return messages === undefined ? new Response(null, { status: 503 }) : new Response(`{"messages":[${messages.join(',')}]}`);
  };
  return {
    clock,
    store,
    network,
    get hub() {
      return hub;
    },
    report: (change) => listeners.forEach((listener) => listener(change)),
    restart() {
      hub.close();
      listeners.clear();
      hub = start();
    },
    client(clientOptions) {
      class Socket extends TestSocket {
        constructor() {
          super(parts);
        }
      }
      return createLiveClient({ url: 'http://live.test/live', WebSocket: Socket, fetch, clock, random: () => 0.5, ...clientOptions });
    },
    fetch,
  };
}
