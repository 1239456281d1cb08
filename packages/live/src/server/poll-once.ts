import type { CallOptions, Clock } from '@frigg-crm/core';
import type { SubscribeMessage } from '../protocol/messages.ts';
import type { ClientConnection } from './client-connection.ts';
import type { LiveTransport } from './live-watcher.ts';

/** What a poll asks for. */
export interface PollRequest extends CallOptions {
  readonly subscriptions: readonly SubscribeMessage[];
  /** How long to wait for something new, in milliseconds; an API Gateway waits for 29 seconds. @defaultValue 25_000 */
  readonly waitMs?: number | undefined;
}

interface PollHost extends CallOptions {
  readonly clock: Clock;
  readonly open: (transport: LiveTransport) => ClientConnection;
}

/** Serves one poll as a connection that ends with its first news. @returns the messages, as JSON; `undefined`: none can be had now. */
export async function pollOnce(
  { subscriptions, waitMs = 25_000, signal }: PollRequest,
  { clock, open, signal: stopped }: PollHost,
): Promise<readonly string[] | undefined> {
  let isClosed = false;
  const texts: string[] = [];
  const news = new AbortController();
  const ends = [news.signal, signal, stopped].filter((one) => one !== undefined);
  const connection = open({
    get bufferedBytes() {
      return texts.reduce((sum, text) => sum + text.length, 0);
    },
    send(text) {
      texts.push(text);
      // Being up to date is no news; a reader that was waits for what comes next.
      if (!text.startsWith('{"type":"upToDate"')) news.abort();
    },
    close() {
      isClosed = true;
      news.abort();
    },
  });
  try {
    for (const subscription of subscriptions) await connection.handle(subscription);
    await clock.sleep(waitMs, { signal: AbortSignal.any(ends) }).catch(() => undefined);
    // What waits besides the news goes along; the second time that the client is up to date.
    await connection.flush();
    await connection.flush();
    return isClosed || stopped?.aborted === true ? undefined : texts;
  } finally {
    connection.closed();
  }
}
