// The server's side of live progress: the hub, and how it is reached.
export { createLiveHub, type LiveHub, type LiveHubCounters, type LiveHubOptions } from './live-hub.ts';
export type { CloseReason } from './client-connection.ts';
export type { LiveConnection, LiveTransport, LiveWatcher } from './live-watcher.ts';
export type { LiveEventLog, LiveEventPage } from './live-event-log.ts';
export {
  createDocumentEventLog,
  EVENT_HEADS,
  type DocumentEventLog,
  type DocumentEventLogOptions,
  type NewLiveEvent,
} from './document-event-log.ts';
export { createEventRecorder, type EventRecorder, type EventRecorderOptions } from './event-recorder.ts';
export type { PollRequest } from './poll-once.ts';

// How it is reached
export { isSameOrigin } from './is-same-origin.ts';
export { createLiveSockets, readTicket, type LiveSockets, type LiveSocketsOptions } from './live-sockets.ts';
export { respondToPoll } from './respond-to-poll.ts';

// How it is reached behind an API Gateway, by functions that keep no memory
export { createLiveGateway, type LiveGateway, type LiveGatewayOptions } from './live-gateway.ts';
export type { GatewayLine } from './gateway-lines.ts';
export type { GatewayCaller } from './gateway-store.ts';
