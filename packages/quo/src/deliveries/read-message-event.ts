import * as z from 'zod';
import { InvalidWebhookError } from '../errors/invalid-webhook-error.ts';
import { readPart, type EventBody, type EventHead } from './delivered-event.ts';
import { direction, id, idOrNull, listOf, phoneNumberOrNull, phoneNumbers, textOrNull, timeOrNull } from '../api/event-fields.ts';
import type { QuoMessageEvent } from './quo-event.ts';

const mediaSchema = z.union([
  z
    .string()
    .min(1)
    .transform((url) => ({ url, type: null })),
  z.object({ url: z.string().min(1), type: textOrNull }),
]);

const messageSchema = z.object({
  id,
  direction,
  from: phoneNumberOrNull,
  to: phoneNumbers,
  text: textOrNull,
  // Up to version 3.
  body: textOrNull,
  media: listOf(mediaSchema),
  status: textOrNull,
  createdAt: timeOrNull,
  userId: idOrNull,
  phoneNumberId: idOrNull,
});

const contextSchema = z.object({
  userId: idOrNull,
  senderIdentifier: phoneNumberOrNull,
  recipientIdentifiers: phoneNumbers,
});

/** @throws {InvalidWebhookError} when it is not clear which message, or who wrote to whom. */
export function readMessageEvent(head: EventHead, { body, bodyPath, context, phoneNumberId, deepLink }: EventBody): QuoMessageEvent {
  const message = readPart(messageSchema, body, bodyPath);
  const beside = readPart(contextSchema, context, 'data.context');
  const from = message.from ?? beside.senderIdentifier;
  const to = message.to.length > 0 ? message.to : beside.recipientIdentifiers;
  if (from === null || to.length === 0) throw new InvalidWebhookError([`${bodyPath}.${from === null ? 'from' : 'to'}`]);
  return {
    kind: 'message',
    ...head,
    message: {
      id: message.id,
      direction: message.direction,
      from,
      to,
      text: message.text ?? message.body ?? '',
      media: message.media,
      status: message.status,
      createdAt: message.createdAt,
      userId: message.userId ?? beside.userId,
      phoneNumberId: message.phoneNumberId ?? phoneNumberId,
      deepLink,
    },
  };
}
