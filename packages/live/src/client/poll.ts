import type { ServerMessage, SubscribeMessage } from '../protocol/messages.ts';
import { readServerMessage } from '../protocol/read-server-message.ts';

/** What a poll needs. */
export interface PollCall {
  readonly url: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly headers: Readonly<Record<string, string>>;
  readonly subscriptions: readonly SubscribeMessage[];
  /** How long the server may wait for something new, in milliseconds. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** What a poll came back with: `failed`, to be tried again. */
export type PollResult = readonly ServerMessage[] | 'failed' | 'refused';

/** Polls once. Never rejects. */
export async function poll({ url, fetch, headers, subscriptions, waitMs, signal }: PollCall): Promise<PollResult> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ subscriptions, waitMs }),
      // A proxy that never answers must not hold the page back.
      signal: AbortSignal.any([signal, AbortSignal.timeout(waitMs + 15_000)]),
    });
    if (response.status === 401 || response.status === 403) return 'refused';
    const { messages } = (response.ok ? await response.json() : {}) as { readonly messages?: unknown };
    if (!Array.isArray(messages)) return 'failed';
    return messages.map(readServerMessage).filter((message) => message !== undefined);
  } catch {
    return 'failed';
  }
}
