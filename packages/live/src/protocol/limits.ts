/** No message is longer, in bytes of UTF-8: the frame of an API Gateway (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html). */
export const MAX_MESSAGE_BYTES = 32 * 1024;
/** A client sends a ping so often, in milliseconds; an API Gateway closes what is idle for ten minutes. */
export const PING_EVERY_MS = 30_000;
/** A client opens a new socket before this age, in milliseconds; an API Gateway closes sockets after two hours. */
export const RENEW_AFTER_MS = 110 * 60_000;
/** The versions that a subscription may name: more do not fit into a message. What is left out is sent again. */
export const MAX_HAVE = 300;
/** A socket may subscribe to so many channels. */
export const MAX_CHANNELS = 100;
/** The subprotocol that both sides name, so that a proxy or another server on the same path is noticed. */
export const LIVE_SUBPROTOCOL = 'frigg-crm.live.v1';
/** Why a server closes a socket; up to 4399 the client connects again. */
export const CLOSE_CODES = {
  /** The server stops: connect again. */
  restart: 1012,
  /** No sign of the client for too long. */
  idle: 4000,
  /** The client does not read. */
  slow: 4008,
  /** The client sent what no client sends. */
  invalid: 4400,
  /** The session of the user has ended. */
  unauthorized: 4401,
  /** The user may not watch any more. */
  forbidden: 4403,
} as const;
