import * as z from 'zod';
import { MAX_CHANNELS, MAX_HAVE } from '../protocol/limits.ts';
import type { ClientMessage } from '../protocol/messages.ts';

const count = z.int().min(0);
const channel = z.string().min(1).max(600);

const subscribe = z.object({
  action: z.literal('subscribe'),
  channel,
  integrationId: z.string().max(512).exactOptional(),
  have: z
    .record(z.string().max(512), count)
    .refine((have) => Object.keys(have).length <= MAX_HAVE)
    .exactOptional(),
  after: count.exactOptional(),
});

/** What a client may send over a socket. Unknown fields are dropped: a client may be newer than its server. */
const clientMessageSchema: z.ZodType<ClientMessage> = z.discriminatedUnion('action', [
  subscribe,
  z.object({ action: z.literal('unsubscribe'), channel }),
  z.object({ action: z.literal('ping'), channels: z.array(channel).exactOptional() }),
]);

/** The body of a poll: the same subscriptions. */
export const pollRequestSchema = z.object({
  subscriptions: z.array(subscribe).min(1).max(MAX_CHANNELS),
  /** How long to wait for something new, in milliseconds. */
  waitMs: z.number().min(0).max(60_000).exactOptional(),
});

/** @returns the message of a client; `undefined` for what no client sends. */
export function readClientMessage(text: string): ClientMessage | undefined {
  try {
    return clientMessageSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
