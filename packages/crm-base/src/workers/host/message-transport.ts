import type { JsonObject, JsonValue } from '@frigg-crm/core';

/** What a host's message says of its own way, beside what it is about. */
export interface MessageTransport {
  /** How many invocations led to it, from 0. */
  readonly hops: number;
  /** How often it was handed out, this time included. */
  readonly receives: number;
}

const AT_START: MessageTransport = { hops: 0, receives: 1 };

/** @returns what the `data` of a message contains of its way; that of a first message where it contains nothing usable. */
export function readTransport(json: unknown): MessageTransport {
  const data = isMessage(json) ? json.data : {};
  const { hops, receives } = data;
  return {
    hops: Number.isSafeInteger(hops) && Number(hops) >= 0 ? Number(hops) : AT_START.hops,
    receives: Number.isSafeInteger(receives) && Number(receives) >= 1 ? Number(receives) : AT_START.receives,
  };
}

/** @returns the message with what it says of its way. */
export function withTransport(message: TransportableMessage, transport: MessageTransport): TransportableMessage {
  return { ...message, data: { ...message.data, ...transport } };
}

/** A message of this package, whatever its event. */
export type TransportableMessage = JsonObject & { readonly data: JsonObject };

/** @returns whether this is a message that can say something of its way. */
export function isMessage(json: unknown): json is TransportableMessage {
  return isObject(json) && isObject(json['data']);
}

function isObject(value: unknown): value is Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
