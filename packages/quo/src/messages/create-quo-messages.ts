import type { CallOptions } from '@frigg-crm/core';
import type { HttpClient } from '@frigg-crm/http';
import * as z from 'zod';
import { absentOn } from '../api/absent-on.ts';
import { idOrNull, listOf, textOrNull, timeOrNull } from '../api/event-fields.ts';
import { quoIdSchema, toPathSegment } from '../api/quo-id.ts';
import type { QuoMessage } from './quo-message.ts';

const mediaSchema = z.object({ url: z.string(), type: textOrNull });

/** Reads a message (Quo API, Get a message by id). `to` is one number in some deliveries of Quo, a list in its API. */
const messageSchema = z
  .object({
    id: quoIdSchema,
    direction: z.enum(['incoming', 'outgoing']),
    from: z.string(),
    to: z.union([z.string().transform((number): readonly string[] => [number]), z.array(z.string()).min(1)]),
    text: textOrNull,
    media: listOf(mediaSchema),
    status: textOrNull,
    createdAt: timeOrNull,
    userId: idOrNull,
    phoneNumberId: idOrNull,
  })
  .transform(({ text, ...message }): QuoMessage => ({ ...message, text: text ?? '', deepLink: null }));

/** Text messages. */
export interface QuoMessages {
  /** @returns `undefined` when there is no such message; what does not begin with `AC` costs no request. */
  get(messageId: string, options?: CallOptions): Promise<QuoMessage | undefined>;
}

/** Makes the resource over a client. */
export function createQuoMessages(http: HttpClient): QuoMessages {
  return {
    async get(messageId, { signal } = {}) {
      if (!messageId.startsWith('AC')) return undefined;
      const route = '/v1/messages/{id}';
      const path = `/v1/messages/${toPathSegment(messageId, `GET ${route}`)}`;
      const schema = z.object({ data: messageSchema });
      return (await absentOn([404], http.request({ method: 'GET', path, route, schema, signal })))?.data;
    },
  };
}
