import { InvalidMessageError, type JsonObject } from '@frigg-crm/core';
import type { QuoCallFacts, QuoMessage } from '@frigg-crm/quo';
import * as z from 'zod';
import { deviationsOf } from '../failures/deviations-of.ts';
import { UnknownMessageError } from '../failures/unknown-message-error.ts';
import type { ContactLookup } from './contact-lookups.ts';
import { callFactsSchema, messageSchema } from './quo-data-schemas.ts';

/** An event of Quo that has a call or a message written. */
export type StoredQuoEvent = {
  /** When the event came about, ISO 8601; `null`: Quo has not said. */
  readonly occurredAt: string | null;
} & (
  | { readonly kind: 'call'; readonly callId: string; readonly facts: QuoCallFacts }
  | { readonly kind: 'message'; readonly message: QuoMessage }
);

const id = z.string().min(1);
const call = { kind: z.literal('call'), callId: id };
const message = { kind: z.literal('message'), message: messageSchema };
const occurredAt = z.string().nullable().default(null);
const times = z.int().min(0).default(0);

const quoEventSchema: z.ZodType<StoredQuoEvent> = z.discriminatedUnion('kind', [
  z.looseObject({ ...call, occurredAt, facts: callFactsSchema }),
  z.looseObject({ ...message, occurredAt }),
]);
const contactLookupSchema: z.ZodType<ContactLookup> = z.discriminatedUnion('kind', [
  z.looseObject({ ...call, occurredAt, contactLookups: times }),
  z.looseObject({ ...message, occurredAt, contactLookups: times }),
]);
const callRequestSchema = z.looseObject({ callId: id, lookups: times });
const messageRequestSchema = z.looseObject({ messageId: id });

/**
 * Reads an entry of kind `quo-event`.
 * @throws {InvalidMessageError} naming the fields that deviate, never what is in them.
 * @throws {UnknownMessageError} when it is about something that only a newer version knows.
 */
export function readQuoEventEntry(data: JsonObject): StoredQuoEvent {
  return readKnownKind(quoEventSchema, data);
}

/** Reads an entry of kind `contact-lookup`. @throws as {@link readQuoEventEntry} does. */
export function readContactLookup(data: JsonObject): ContactLookup {
  return readKnownKind(contactLookupSchema, data);
}

/** Reads an entry of kind `call-lookup` or `log-call`. @throws {InvalidMessageError} as {@link readQuoEventEntry} does. */
export function readCallRequest(data: JsonObject): { readonly callId: string; readonly lookups: number } {
  return read(callRequestSchema, data);
}

/** Reads an entry of kind `log-message`. @throws {InvalidMessageError} as {@link readQuoEventEntry} does. */
export function readMessageRequest(data: JsonObject): { readonly messageId: string } {
  return read(messageRequestSchema, data);
}

function readKnownKind<Output>(schema: z.ZodType<Output>, data: JsonObject): Output {
  const { kind } = data;
  if (typeof kind === 'string' && kind !== 'call' && kind !== 'message')
    throw new UnknownMessageError('An entry of the inbox is about something that this version of the program does not know');
  return read(schema, data);
}

function read<Output>(schema: z.ZodType<Output>, data: JsonObject): Output {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new InvalidMessageError(`Not what the inbox keeps of a call or a message: see ${deviationsOf(parsed.error)}`);
}
