// Live progress: the protocol and its client, for browsers and Node.
export { readChannel, type LiveChannel } from './protocol/channel.ts';
export { foldLog, type FoldedLog, type LogCursor } from './protocol/fold-log.ts';
export { CLOSE_CODES, LIVE_SUBPROTOCOL, MAX_HAVE, MAX_MESSAGE_BYTES, PING_EVERY_MS, RENEW_AFTER_MS } from './protocol/limits.ts';
export { EMPTY_VIEW, foldMessage, haveOf, type LiveView } from './protocol/live-view.ts';
export type {
  ClientMessage,
  EventsMessage,
  GoneMessage,
  GoodbyeMessage,
  LiveEvent,
  PingMessage,
  PongMessage,
  RefusedMessage,
  ResetMessage,
  ResubscribeMessage,
  ServerMessage,
  StatesMessage,
  SubscribeMessage,
  UpToDateMessage,
} from './protocol/messages.ts';
export { readServerMessage } from './protocol/read-server-message.ts';

// The client
export { createLiveClient, type LiveClient, type LiveClientOptions } from './client/live-client.ts';
export type { LiveState, LiveStatus } from './client/live-state.ts';
export type { SocketConstructor, SocketLike } from './client/run-socket.ts';
export type { FollowOptions } from './client/subscriptions.ts';
export type { Visibility } from './client/visibility.ts';
