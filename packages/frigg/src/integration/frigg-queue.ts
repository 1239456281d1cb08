import type { JsonObject, MessageQueue, OutgoingMessage } from '@frigg-crm/core';

/** The event of Frigg that carries our messages. */
export const MESSAGE_EVENT = 'FRIGG_CRM_MESSAGE';
/** Room for the envelope. */
const ENVELOPE_BYTES = 512;
/** A body within a body: each quote in it takes a byte more. */
const ESCAPED_SHARE = 0.75;

/**
 * @returns the queue of a Frigg app as one for our messages. Each travels as text inside an event of Frigg, next to the id
 * of its integration: Frigg loads that one, and never sees an id of our processes, which it would read as a number of its own.
 */
export function withFriggEnvelope(queue: MessageQueue): MessageQueue {
  const { maxMessageBytes } = queue.limits;
  return {
    limits: { ...queue.limits, maxMessageBytes: Math.floor((maxMessageBytes - ENVELOPE_BYTES) * ESCAPED_SHARE) },
    send: async (messages, options) => queue.send(messages.map(toFrigg), options),
    consume: async (handler, options) => queue.consume(handler, options),
    close: async () => queue.close(),
  };
}

function toFrigg({ groupId: _unknownToFrigg, ...message }: OutgoingMessage): OutgoingMessage {
  const { data } = JSON.parse(message.body) as { readonly data: { readonly integrationId: string } };
  return { ...message, body: toFriggBody(MESSAGE_EVENT, { integrationId: data.integrationId, friggCrm: message.body }) };
}

/** @returns the body of an event of Frigg. */
export function toFriggBody(event: string, data: JsonObject): string {
  return JSON.stringify({ event, data });
}
