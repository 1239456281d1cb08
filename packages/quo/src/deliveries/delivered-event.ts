import * as z from 'zod';
import { readWebUrl } from '../activities/read-web-url.ts';
import { InvalidWebhookError } from '../errors/invalid-webhook-error.ts';
import { id, idOrNull, textOrNull, timeOrNull } from '../api/event-fields.ts';

/** The name and the number of an event, which all versions write alike. */
export interface EventHead {
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: string | null;
}

/** What an event is about, as all versions of the envelope have it. */
export interface EventBody {
  /** The call, message or summary itself. */
  readonly body: unknown;
  /** Where it stood, for errors. */
  readonly bodyPath: string;
  /** What newer versions keep beside it; empty in older ones. */
  readonly context: object;
  /** The line of the workspace, where it stands beside the body. */
  readonly phoneNumberId: string | null;
  /** Of the API of 2026-03-30, whose words for the end of a call are its own. */
  readonly isDated: boolean;
  /** Where Quo shows it: http(s). */
  readonly deepLink: string | null;
}

const headSchema = z
  .object({ id, type: id, createdAt: timeOrNull })
  .transform(({ id: eventId, type, createdAt }): EventHead => ({ eventId, type, occurredAt: createdAt }));

const dataSchema = z.object({
  data: z.object({
    object: z.unknown().optional(),
    resource: z.unknown().optional(),
    context: z.looseObject({ phoneNumberId: idOrNull }).nullish(),
    deepLink: textOrNull,
    links: z.object({ quo: textOrNull }).nullish(),
  }),
});

/** @throws {InvalidWebhookError} when the event has no id or no name: a repetition of it could not be recognised. */
export function readHead(event: unknown): EventHead {
  return readPart(headSchema, event, '');
}

/**
 * Finds what the event is about: `data.object` up to version 4, `data.resource` in that of 2026-03-30.
 * @throws {InvalidWebhookError} when there is no `data`.
 */
export function readBody(event: unknown): EventBody {
  const { data } = readPart(dataSchema, event, '');
  const isDated = data.resource != null;
  const link = data.deepLink ?? data.links?.quo ?? null;
  return {
    body: isDated ? data.resource : data.object,
    bodyPath: isDated ? 'data.resource' : 'data.object',
    context: data.context ?? {},
    isDated,
    phoneNumberId: data.context?.phoneNumberId ?? null,
    deepLink: readWebUrl(link) === undefined ? null : link,
  };
}

/**
 * Reads a part of an event through a schema.
 * @throws {InvalidWebhookError} naming the paths that deviate, never quoting what stands there.
 */
export function readPart<Output>(schema: z.ZodType<Output>, value: unknown, at: string): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidWebhookError(
    parsed.error.issues.map(({ path }) => [at, ...path].filter((part) => part !== '').join('.') || 'the whole'),
  );
}
