import type { Clock } from '@frigg-crm/core';
import { CLOSE_CODES, LIVE_SUBPROTOCOL, PING_EVERY_MS, RENEW_AFTER_MS } from '../protocol/limits.ts';
import type { ClientMessage, ServerMessage } from '../protocol/messages.ts';
import { readServerMessage } from '../protocol/read-server-message.ts';

/** What the client uses of a WebSocket. */
export interface SocketLike {
  send(data: string): void;
  close(code?: number, reason?: string): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number }) => void) | null;
  onerror: ((event: never) => void) | null;
}

/** A WebSocket class: that of browsers and of Node, or one like it. */
export type SocketConstructor = new (url: string, protocols: string[]) => SocketLike;

/** What surrounds one socket. */
export interface SocketHost {
  readonly url: string;
  readonly WebSocket: SocketConstructor;
  readonly clock: Clock;
  readonly random: () => number;
  /** A one-time ticket, where no cookie says who connects. */
  readonly ticket?: string | undefined;
  /** The socket is open: what is to be sent first. `send` works until it is closed. */
  readonly onOpen: (send: (message: ClientMessage) => void) => void;
  readonly onMessage: (message: ServerMessage) => void;
  /** What a ping says that the client watches. */
  readonly channels: () => readonly string[];
  /** The first message of the server comes within so many milliseconds, or something between holds messages back. */
  readonly firstMessageMs: number;
  /** Closes the socket. */
  readonly signal: AbortSignal;
}

/** How the life of a socket ended. */
export interface SocketEnd {
  readonly code: number;
  /** Whether anything of the protocol came through. */
  readonly hasHeard: boolean;
  /** When the server wants to see the client again. @defaultValue it did not say */
  readonly retryAfterMs?: number | undefined;
}

/** A server that has not answered two pings is gone. */
const SILENCE_MS = 2 * PING_EVERY_MS + 10_000;
const NORMAL_CLOSE = 1000;
/** What names more channels says nothing of them: a ping has to fit into a message. */
const MAX_PING_LENGTH = 16_000;

/** Lives through one socket. Never rejects. */
export async function runSocket(host: SocketHost): Promise<SocketEnd> {
  const { clock, random } = host;
  const over = new AbortController();
  let retryAfterMs: number | undefined;
  let hasHeard = false;
  let heardAtMs = clock.now();
  const socket = openSocket(host);
  if (socket === undefined) return { code: 1006, hasHeard };
  const ended = new Promise<number>((resolve) => {
    socket.onclose = ({ code }) => resolve(code);
    // A close event follows, in every implementation.
    socket.onerror = () => {};
    // What was closed from here need not wait for the other side.
    over.signal.addEventListener('abort', () => resolve(NORMAL_CLOSE), { once: true });
  });
  const send = (message: ClientMessage): void => {
    if (!over.signal.aborted) socket.send(JSON.stringify(message));
  };
  socket.onopen = () => host.onOpen(send);
  socket.onmessage = ({ data }) => {
    const value = over.signal.aborted ? undefined : parse(data);
    if (isGatewayError(value)) over.abort();
    const message = readServerMessage(value);
    if (message === undefined) return;
    hasHeard = true;
    heardAtMs = clock.now();
    if (message.type === 'goodbye') retryAfterMs = message.retryAfterMs;
    host.onMessage(message);
  };
  const stop = (): void => over.abort();
  host.signal.addEventListener('abort', stop, { once: true });
  if (host.signal.aborted) stop();
  const silent = (): boolean => clock.now() - heardAtMs >= (hasHeard ? SILENCE_MS : host.firstMessageMs);
  // Not all tabs of a company renew in the same minute.
  void keepAlive({
    clock,
    ping: () => send(toPing(host.channels())),
    silent,
    everyMs: Math.min(CHECK_EVERY_MS, host.firstMessageMs),
    untilMs: clock.now() + RENEW_AFTER_MS * (0.9 + 0.1 * random()),
    over,
  });
  const code = await ended;
  host.signal.removeEventListener('abort', stop);
  over.abort();
  socket.close(NORMAL_CLOSE);
  return { code, hasHeard, retryAfterMs };
}

function openSocket({ url, WebSocket, ticket }: SocketHost): SocketLike | undefined {
  try {
    return new WebSocket(url, [LIVE_SUBPROTOCOL, ...(ticket === undefined ? [] : [`frigg-crm.ticket.${ticket}`])]);
  } catch {
    return undefined;
  }
}

interface KeepAliveOptions {
  readonly clock: Clock;
  readonly ping: () => void;
  readonly silent: () => boolean;
  readonly everyMs: number;
  readonly untilMs: number;
  readonly over: AbortController;
}

const CHECK_EVERY_MS = 5000;

async function keepAlive({ clock, ping, silent, everyMs, untilMs, over }: KeepAliveOptions): Promise<void> {
  for (let pingAtMs = clock.now() + PING_EVERY_MS; !over.signal.aborted;) {
    await clock.sleep(everyMs, over).catch(() => undefined);
    const nowMs = clock.now();
    if (silent() || nowMs >= untilMs) over.abort();
    // A clock that was set back must not stop the pings.
    if (nowMs < pingAtMs && pingAtMs - nowMs <= PING_EVERY_MS) continue;
    pingAtMs = nowMs + PING_EVERY_MS;
    ping();
  }
}

function parse(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * An API Gateway answers so when no function has handled a message: it was throttled, or has ended without a word. Which message
 * that was it does not say, so all is subscribed to anew.
 */
function isGatewayError(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'message' in value && 'connectionId' in value && 'requestId' in value;
}

function toPing(channels: readonly string[]): ClientMessage {
  return JSON.stringify(channels).length > MAX_PING_LENGTH ? { action: 'ping' } : { action: 'ping', channels };
}

/** @returns whether a server that closed with this code does not want to see the client again. */
export function isRefusal(code: number): boolean {
  return code === CLOSE_CODES.unauthorized || code === CLOSE_CODES.forbidden;
}
