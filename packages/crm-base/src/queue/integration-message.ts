import { InvalidMessageError } from '@frigg-crm/core';
import { escapeForQueues } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import { deviationsOf } from '../failures/deviations-of.ts';

const addressShape = { integrationId: z.string().min(1), connector: z.string().min(1) };

/** @internal for the test of its types */
export const integrationMessageSchema = z.discriminatedUnion('event', [
  /** Something has come in, or has fallen due: the inbox holds it. */
  z.strictObject({ v: z.literal(1), event: z.literal('ON_WEBHOOK'), data: z.object({ ...addressShape, entryId: z.string().min(1) }) }),
  /** An integration has to be reconciled: set up, checked, or deleted. */
  z.strictObject({ v: z.literal(1), event: z.literal('POST_CREATE_SETUP'), data: z.object(addressShape) }),
  /** Write a call of Quo into the CRM. */
  z.strictObject({ v: z.literal(1), event: z.literal('LOG_CALL'), data: z.object({ ...addressShape, callId: z.string().min(1) }) }),
  /** Write a text message of Quo into the CRM. */
  z.strictObject({ v: z.literal(1), event: z.literal('LOG_SMS'), data: z.object({ ...addressShape, messageId: z.string().min(1) }) }),
]);

/** A message about an integration that belongs to no sync. It names what to work on and carries none of it. */
export type IntegrationMessage =
  | { readonly v: 1; readonly event: 'ON_WEBHOOK'; readonly data: IntegrationAddress & { readonly entryId: string } }
  | { readonly v: 1; readonly event: 'POST_CREATE_SETUP'; readonly data: IntegrationAddress }
  | { readonly v: 1; readonly event: 'LOG_CALL'; readonly data: IntegrationAddress & { readonly callId: string } }
  | { readonly v: 1; readonly event: 'LOG_SMS'; readonly data: IntegrationAddress & { readonly messageId: string } };

/** Which integration a message is about. */
export interface IntegrationAddress {
  readonly integrationId: string;
  readonly connector: string;
}

const EVENTS: ReadonlySet<string> = new Set(integrationMessageSchema.options.map(({ shape }) => shape.event.value));

/** @returns whether the JSON of a message is meant to be an {@link IntegrationMessage}. */
export function isIntegrationEvent(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'event' in json && EVENTS.has(String(json.event));
}

/** @returns the message as every queue carries it. */
export function encodeIntegrationMessage(message: IntegrationMessage): string {
  return escapeForQueues(JSON.stringify(message));
}

/** @throws {InvalidMessageError} saying where it deviates, never quoting it. */
export function readIntegrationMessage(json: unknown): IntegrationMessage {
  const parsed = integrationMessageSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new InvalidMessageError(`Not an integration message of version 1: see ${deviationsOf(parsed.error)}`);
}
