import type { ServerMessage } from './messages.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What must be there of each kind of message. Unknown fields are let through: a server may be newer than its client. */
const READERS: Readonly<Record<ServerMessage['type'], (message: Fields) => boolean>> = {
  states: ({ states }) => isArrayOf(states, (state) => isText(state['processId']) && isCount(state['version'])),
  gone: ({ processes }) => isArrayOf(processes, (one) => isText(one['processId']) && isCount(one['version'])),
  events: ({ channel, events }) => isText(channel) && isArrayOf(events, (event) => isCount(event['seq']) && isText(event['type'])),
  upToDate: ({ channel, asOf, seq }) => isText(channel) && isNumber(asOf) && (seq === undefined || isCount(seq)),
  reset: ({ channel, reason }) => isText(channel) && isText(reason),
  refused: ({ channel, reason }) => isText(channel) && isText(reason),
  resubscribe: ({ channel }) => isText(channel),
  pong: ({ asOf, now }) => isNumber(asOf) && isNumber(now),
  goodbye: ({ retryAfterMs }) => isNumber(retryAfterMs),
};

/**
 * Reads a message of a server. By hand, so that a browser loads no schema library.
 * @returns `undefined` for what no server of this protocol sends, and for kinds of message that this client does not know.
 */
export function readServerMessage(value: unknown): ServerMessage | undefined {
  if (!isObject(value) || typeof value['type'] !== 'string' || !Object.hasOwn(READERS, value['type'])) return undefined;
  // The reader has seen every field that this package relies on.
  return READERS[value['type'] as ServerMessage['type']](value) ? (value as unknown as ServerMessage) : undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isArrayOf(value: unknown, isItem: (item: Fields) => boolean): boolean {
  return Array.isArray(value) && value.every((item: unknown) => isObject(item) && isItem(item));
}
