import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { CLOSE_CODES, LIVE_SUBPROTOCOL, MAX_MESSAGE_BYTES } from '../protocol/limits.ts';
import { isSameOrigin } from './is-same-origin.ts';
import type { LiveHub } from './live-hub.ts';
import type { LiveWatcher } from './live-watcher.ts';

/** What {@link createLiveSockets} is made with. */
export interface LiveSocketsOptions {
  readonly hub: Pick<LiveHub, 'connect'>;
  /**
   * The origin under which browsers know the server, such as `https://crm.example.com`, or what finds it in an upgrade;
   * upgrades from other sites get 403.
   */
  readonly origin: string | ((message: IncomingMessage) => string);
  /**
   * Says who connects. The request has the URL and the headers of the upgrade; `readTicket` finds a ticket in them.
   * @returns `undefined`: they get 401.
   */
  readonly authorize: (request: Request) => Promise<LiveWatcher | undefined> | LiveWatcher | undefined;
  /**
   * `authorize` is called again for each socket after so many milliseconds; `undefined` closes it with 4401. Not for one that
   * came by a ticket, which is good once.
   * @defaultValue 60_000
   */
  readonly authorizeEveryMs?: number | undefined;
  /** More sockets than these get 503. @defaultValue 10_000 */
  readonly maxSockets?: number | undefined;
}

/** The WebSockets of a server. */
export interface LiveSockets {
  /** For the event `upgrade` of a Node server, on the path of live progress only. Never throws. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

const TICKET = 'frigg-crm.ticket.';

/** @returns the one-time ticket that a client sent in place of a cookie; `undefined`: none. */
export function readTicket({ headers }: Request): string | undefined {
  const offered = headers.get('sec-websocket-protocol')?.split(',') ?? [];
  return offered
    .map((name) => name.trim())
    .find((name) => name.startsWith(TICKET))
    ?.slice(TICKET.length);
}

/**
 * Serves live progress over WebSockets of a Node server.
 *
 * @example
 * ```ts
 * const sockets = createLiveSockets({ hub, origin: 'https://crm.example.com', authorize });
 * server.on('upgrade', (request, socket, head: Buffer) => {
 *   if (request.url === '/api/v1/live') sockets.handleUpgrade(request, socket, head);
 *   else socket.destroy();
 * });
 * ```
 */
export function createLiveSockets(options: LiveSocketsOptions): LiveSockets {
  const { hub, authorize, maxSockets = 10_000, authorizeEveryMs = 60_000 } = options;
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: MAX_MESSAGE_BYTES,
    // States are small, and a deflate window for each of a thousand sockets is not.
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(LIVE_SUBPROTOCOL) ? LIVE_SUBPROTOCOL : false),
  });

  async function admit(message: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const origin = typeof options.origin === 'string' ? options.origin : options.origin(message);
    const request = toRequest(message, origin);
    if (!isSameOrigin(request, origin)) return refuse(socket, '403 Forbidden');
    if (server.clients.size >= maxSockets) return refuse(socket, '503 Service Unavailable');
    const watcher = await authorize(request);
    if (watcher === undefined) return refuse(socket, '401 Unauthorized');
    server.handleUpgrade(message, socket, head, (webSocket) => {
      serve(webSocket, hub, watcher);
      // A ticket is good once; `expiresAtMs` of the watcher ends such a socket.
      if (readTicket(request) === undefined)
        closeWhenOver(webSocket, { everyMs: authorizeEveryMs, isOver: async () => (await authorize(request)) === undefined });
    });
  }

  return {
    handleUpgrade(message, socket, head) {
      // A client that goes away meanwhile is no failure of the server.
      socket.on('error', () => socket.destroy());
      admit(message, socket, head).catch(() => refuse(socket, '500 Internal Server Error'));
    },
  };
}

function serve(webSocket: WebSocket, hub: Pick<LiveHub, 'connect'>, watcher: LiveWatcher): void {
  const connection = hub.connect(
    {
      send: (text, onSent) => webSocket.send(text, onSent),
      get bufferedBytes() {
        return webSocket.bufferedAmount;
      },
      close(code, reason) {
        webSocket.close(code, reason);
        // A client that does not read will not read this either.
        if (code === CLOSE_CODES.slow) webSocket.terminate();
      },
    },
    watcher,
  );
  webSocket.on('message', (data: RawData, isBinary: boolean) => connection.receive(isBinary ? '' : toText(data)));
  webSocket.on('close', () => connection.closed());
  // It is closed then.
  webSocket.on('error', () => {});
}

/** Sessions end and keys are deleted while sockets are open. */
function closeWhenOver(
  webSocket: WebSocket,
  { everyMs, isOver }: { readonly everyMs: number; readonly isOver: () => Promise<boolean> },
): void {
  const timer = setInterval(() => {
    // A store that does not respond ends no session.
    void isOver().then(
      (over) => over && webSocket.close(CLOSE_CODES.unauthorized, 'unauthorized'),
      () => {},
    );
  }, everyMs);
  timer.unref();
  webSocket.on('close', () => clearInterval(timer));
}

function toText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.from(data as Buffer).toString();
}

function toRequest({ url = '/', headers }: IncomingMessage, origin: string): Request {
  const entries = Object.entries(headers).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return [[name, Array.isArray(value) ? value.join(', ') : value] as [string, string]];
  });
  return new Request(new URL(url, origin), { headers: entries });
}

function refuse(socket: Duplex, status: string): void {
  // No proxy sends this header: it says that the upgrade has come through.
  socket.end(`HTTP/1.1 ${status}\r\nx-frigg-crm-upgrade: refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
