import type { CallOptions, Clock, Logger } from '@frigg-crm/core';
import { reasonOf, withTimeout } from '@frigg-crm/core/adapter';
import type { ServerMessage } from '../protocol/messages.ts';
import type { GatewayStore } from './gateway-store.ts';

/** The lines to the clients of an API Gateway: its `@connections` API. */
export interface GatewayLine {
  /** Sends a message. @returns `gone`: there is no such connection any more. @throws when it cannot be sent now. */
  postToConnection(connectionId: string, text: string, options?: CallOptions): Promise<'sent' | 'gone'>;
  /** Closes a connection; does nothing when it is gone. */
  deleteConnection(connectionId: string, options?: CallOptions): Promise<void>;
}

/** What {@link GatewayLines} work with. */
export interface GatewayLinesOptions {
  readonly line: GatewayLine;
  readonly store: Pick<GatewayStore, 'remove'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** One post takes so long at most, in milliseconds: a slow connection must not use up the time of the others. */
const POST_MS = 1000;
/** Those who are sent away come back spread over so many milliseconds. */
const RETURN_MS = 5000;

/** Sends to connections, and closes them. No failure of one gets out of here. */
export class GatewayLines {
  readonly #options: GatewayLinesOptions;

  constructor(options: GatewayLinesOptions) {
    this.#options = options;
  }

  async post(id: string, messages: readonly ServerMessage[], options?: CallOptions): Promise<boolean> {
    const texts = messages.map((message) => JSON.stringify(message));
    return this.postTexts(id, texts, options);
  }

  /** Posts messages in order, and forgets a connection that is gone. @returns whether all were sent. */
  async postTexts(id: string, texts: readonly string[], options: CallOptions = {}): Promise<boolean> {
    const { line, store, clock, logger } = this.#options;
    try {
      for (const text of texts) {
        const post = async (signal: AbortSignal): Promise<'sent' | 'gone'> => line.postToConnection(id, text, { signal });
        if ((await withTimeout(clock, post, { ms: POST_MS, ...options })) === 'sent') continue;
        await store.remove(id);
        return false;
      }
      return true;
    } catch (error) {
      logger.warn({ reason: reasonOf(error) }, 'a client could not be sent live progress; its next ping delivers it');
      return false;
    }
  }

  /** Sends a client away for now: one that the message does not reach comes back, too. */
  async dismiss(id: string, options?: CallOptions): Promise<void> {
    await this.post(id, [{ type: 'goodbye', retryAfterMs: Math.round(RETURN_MS * Math.random()) }], options);
    await this.close(id);
  }

  async close(id: string): Promise<void> {
    const { line, store, logger } = this.#options;
    for (const result of await Promise.allSettled([store.remove(id), line.deleteConnection(id)]))
      if (result.status === 'rejected')
        logger.warn({ reason: reasonOf(result.reason) }, 'a connection of live progress could not be closed or forgotten');
  }
}
