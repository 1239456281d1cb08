import { toProcessProgress, type DocumentStore } from '@frigg-crm/core';
import { openMemoryStore } from '@frigg-crm/memory';
import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import { createLiveClient, type LiveClient } from '../client/live-client.ts';
import type { SocketLike } from '../client/run-socket.ts';
import { createDocumentEventLog, type DocumentEventLog } from '../server/document-event-log.ts';
import type { GatewayCaller } from '../server/gateway-store.ts';
import type { GatewayLine } from '../server/gateway-lines.ts';
import { createLiveGateway, type LiveGateway } from '../server/live-gateway.ts';
import { TestStore } from './live-system.ts';

/** An API Gateway, its functions, and clients, on virtual time. */
export interface GatewaySystem {
  readonly clock: VirtualClock;
  readonly store: TestStore;
  readonly eventLog: DocumentEventLog;
  /** Another invocation: nothing of the ones before is in its memory. */
  readonly invoke: () => LiveGateway;
  /** What goes wrong: posts fail, or take for ever; connections cannot be read; functions end without a word. */
  readonly faults: { post: 'none' | 'fails' | 'hangs'; isStoreDown: boolean; isFunctionDown: boolean };
  readonly sockets: ReadonlyMap<string, GatewaySocket>;
  /** How many posts were refused because they were too large. */
  readonly refused: number;
  /** Ids of the connections that are kept. */
  readonly kept: () => Promise<readonly string[]>;
  /** How much is kept of all connections, in characters. */
  readonly size: () => Promise<number>;
  readonly client: (caller?: GatewayCaller) => LiveClient;
  /** Opens a socket without a client. */
  readonly open: (caller?: GatewayCaller) => Promise<GatewaySocket>;
}

/** Of an API Gateway (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html). */
const LIMITS = { idleMs: 10 * 60_000, ageMs: 2 * 3600 * 1000, frameBytes: 32 * 1024, payloadBytes: 128 * 1024 };
const WENT_AWAY = 1001;
const TOO_BIG = 1009;

/** A socket through the gateway: what is posted arrives later, in any order. */
export class GatewaySocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onclose: ((event: { readonly code: number }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly received: string[] = [];
  wasUsedAtMs = 0;
  readonly id: string;
  /** How the gateway has ended it; `undefined`: it is open, or the client has closed it. */
  endedWith: number | undefined;
  readonly #send: (text: string) => void;
  readonly #closed: () => void;

  constructor(id: string, { send, closed }: { readonly send: (text: string) => void; readonly closed: () => void }) {
    this.id = id;
    this.#send = send;
    this.#closed = closed;
  }

  send(text: string): void {
    this.#send(text);
  }

  close(): void {
    this.#closed();
  }

  arrive(data: string): void {
    this.received.push(data);
    this.onmessage?.({ data });
  }

  end(code: number): void {
    this.endedWith = code;
    this.#closed();
    this.onclose?.({ code });
  }
}

/** Makes the system. `delayOf` says how many milliseconds a message to a client is on its way, `delayOfCall` one to a function. */
export function createGatewaySystem({
  delayOf = () => 1,
  delayOfCall = () => 0,
  maxAgeMs,
}: { readonly delayOf?: () => number; readonly delayOfCall?: () => number; readonly maxAgeMs?: number } = {}): GatewaySystem {
  const clock = createVirtualClock();
  const store = new TestStore();
  const stored = openMemoryStore({ clock }).documents;
  const faults: GatewaySystem['faults'] = { post: 'none', isStoreDown: false, isFunctionDown: false };
  const documents = failing(stored, () => faults.isStoreDown);
  const eventLog = createDocumentEventLog({ documents: stored, clock });
  const sockets = new Map<string, GatewaySocket>();
  let refused = 0;
  const line: GatewayLine = {
    async postToConnection(id, text, { signal } = {}) {
      if (faults.post === 'fails') throw new Error('throttled');
      if (faults.post === 'hangs') await clock.sleep(3_600_000, signal === undefined ? {} : { signal });
      const socket = sockets.get(id);
      if (socket === undefined) return 'gone';
      if (Buffer.byteLength(text) > LIMITS.payloadBytes) {
        refused += 1;
        throw new Error('PayloadTooLargeException');
      }
      socket.wasUsedAtMs = clock.now();
      void clock.sleep(delayOf()).then(() => {
        if (sockets.has(id)) socket.arrive(text);
      });
      return 'sent';
    },
    async deleteConnection(id) {
      void clock.sleep(50).then(() => sockets.get(id)?.end(1000));
    },
  };
  const invoke = (): LiveGateway =>
    createLiveGateway({
      documents,
      processRepository: store.port,
      eventLog,
      line,
      clock,
      maxAgeMs,
      watcherOf: ({ userId: own }) => ({
        canSee: ({ userId }) => own === undefined || own === userId,
        canReadLog: () => own === undefined,
      }),
    });
  const call = async (socket: GatewaySocket, text: string): Promise<void> => {
    if (faults.isFunctionDown) socket.arrive(JSON.stringify({ message: 'Internal server error', connectionId: socket.id, requestId: 'r' }));
    // No client hears of a function that fails with a result.
    else
      await invoke()
        .receive(socket.id, text)
        .catch(() => undefined);
  };
  const expire = async (socket: GatewaySocket): Promise<void> => {
    const openedAtMs = clock.now();
    socket.wasUsedAtMs = openedAtMs;
    while (sockets.has(socket.id)) {
      const idleMs = clock.now() - socket.wasUsedAtMs;
      if (idleMs >= LIMITS.idleMs || clock.now() - openedAtMs >= LIMITS.ageMs) socket.end(WENT_AWAY);
      else await clock.sleep(60_000);
    }
  };
  let count = 0;
  const connect = (caller: GatewayCaller): GatewaySocket => {
    const id = `connection-${(count += 1)}=`;
    const socket: GatewaySocket = new GatewaySocket(id, {
      send(text) {
        socket.wasUsedAtMs = clock.now();
        if (Buffer.byteLength(text) > LIMITS.frameBytes) socket.end(TOO_BIG);
        else void clock.sleep(delayOfCall()).then(async () => call(socket, text));
      },
      closed() {
        // Whether it is called the gateway does not promise.
        if (sockets.delete(id))
          void invoke()
            .disconnect(id)
            .catch(() => undefined);
      },
    });
    void invoke()
      .connect(id, caller)
      .then(() => {
        sockets.set(id, socket);
        void expire(socket);
        socket.onopen?.();
      })
      .catch(() => socket.onclose?.({ code: 1006 }));
    return socket;
  };
  return {
    clock,
    store,
    eventLog,
    invoke,
    faults,
    sockets,
    get refused() {
      return refused;
    },
    kept: async () => (await stored.query({ collection: 'live-connections', limit: 1000 })).map(({ id }) => id),
    size: async () => JSON.stringify(await stored.query({ collection: 'live-connections', limit: 1000 })).length,
    client(caller = { id: 'all' }) {
      const Socket = function () {
        return connect(caller);
      } as unknown as new () => SocketLike;
      const fetch = async (): Promise<Response> => new Response(null, { status: 503 });
      return createLiveClient({ url: 'http://live.test/live', WebSocket: Socket, fetch, clock, random: () => 0.5 });
    },
    async open(caller = { id: 'all' }) {
      const socket = connect(caller);
      await clock.advance(0);
      return socket;
    },
  };
}

/** A process moves, and an invocation announces it. */
export async function move(system: GatewaySystem, id: string, fields: Parameters<GatewaySystem['store']['save']>[1] = {}): Promise<void> {
  const gateway = system.invoke();
  gateway.publish(toProcessProgress(system.store.save(id, fields)));
  await system.clock.runUntil(gateway.flush());
}

/** @returns the versions that a client shows, by process. */
export function shown({ state }: LiveClient): Readonly<Record<string, number>> {
  return Object.fromEntries([...state.view.processes].map(([id, { version }]) => [id, version]));
}

function failing(documents: DocumentStore, isDown: () => boolean): DocumentStore {
  return new Proxy(documents, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        if (isDown()) throw new Error('the store is down');
        return (await Reflect.apply(method, target, args)) as unknown;
      };
    },
  });
}
