import type { ProcessProgress } from '@frigg-crm/core';

/** Subscribes to a channel, or changes a subscription. It says what the client has, so that the server keeps nothing of it. */
export interface SubscribeMessage {
  readonly action: 'subscribe';
  /** `processes`, `process:<id>` or `events:<integrationId>`. */
  readonly channel: string;
  /** Only processes of this integration; with `processes` alone. @defaultValue all that the user may see */
  readonly integrationId?: string | undefined;
  /** The versions that the client shows, by process: only newer ones are sent. @defaultValue none */
  readonly have?: Readonly<Record<string, number>> | undefined;
  /** The last event that the client has seen, with `events:` alone. @defaultValue only what comes from now on */
  readonly after?: number | undefined;
}

/** Keeps the connection open. */
export interface PingMessage {
  readonly action: 'ping';
  /**
   * What the client watches: behind an API Gateway each message is handled by itself, so one may be lost, or overtake another.
   * @defaultValue the client does not say
   */
  readonly channels?: readonly string[] | undefined;
}

/** What a client sends. `action` is the key by which an API Gateway routes. */
export type ClientMessage = SubscribeMessage | { readonly action: 'unsubscribe'; readonly channel: string } | PingMessage;

/** One entry of a log. Without personal data. */
export interface LiveEvent {
  /** Counts the events of a log, without a gap, from 1. */
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
  /** Such as `sync.paused`. */
  readonly type: string;
  /** `{ isTooLarge: true }` where they do not fit into a message: read the event by HTTP. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Whole states: of each process the highest version is the truth, whatever came before or comes after. */
export interface StatesMessage {
  readonly type: 'states';
  readonly states: readonly ProcessProgress[];
}

/** Processes that do not exist any more, or not for this user; `version`: the last one known. A higher one revives. */
export interface GoneMessage {
  readonly type: 'gone';
  readonly processes: readonly { readonly processId: string; readonly version: number }[];
}

/** Events of a log, in order; the first follows on what the client named, or on what was sent last. */
export interface EventsMessage {
  readonly type: 'events';
  readonly channel: string;
  readonly events: readonly LiveEvent[];
}

/** All that was newer than what the client had when it subscribed has been sent. */
export interface UpToDateMessage {
  readonly type: 'upToDate';
  readonly channel: string;
  /** When what was sent was the truth, in milliseconds since 1970 by the clock of the server. */
  readonly asOf: number;
  /** The last event of a log. */
  readonly seq?: number | undefined;
}

/** The log cannot be continued from what the client named: read a page by HTTP, then subscribe from its end. */
export interface ResetMessage {
  readonly type: 'reset';
  readonly channel: string;
  /** The events behind it were deleted; or it was never given out, as after a restored backup. */
  readonly reason: 'outdatedCursor' | 'futureCursor';
}

/** The channel does not exist, not for this user, or is one too many. */
export interface RefusedMessage {
  readonly type: 'refused';
  readonly channel: string;
  readonly reason: 'unknownChannel' | 'tooManyChannels';
}

/** There is no such subscription, although a ping named it: subscribe again. */
export interface ResubscribeMessage {
  readonly type: 'resubscribe';
  readonly channel: string;
}

/** Answers a ping. */
export interface PongMessage {
  readonly type: 'pong';
  /** Until when the server is sure to have seen all changes, in milliseconds since 1970 by its clock. */
  readonly asOf: number;
  /** What its clock says. */
  readonly now: number;
}

/** The server is about to close the socket: connect again after about so many milliseconds. */
export interface GoodbyeMessage {
  readonly type: 'goodbye';
  readonly retryAfterMs: number;
}

/** What a server sends, one per message of a socket, several in the response to a poll. Each makes sense alone. */
export type ServerMessage =
  | StatesMessage
  | GoneMessage
  | EventsMessage
  | UpToDateMessage
  | ResetMessage
  | RefusedMessage
  | ResubscribeMessage
  | PongMessage
  | GoodbyeMessage;
