import { foldLog, type LogCursor } from '../protocol/fold-log.ts';
import { haveOf, type LiveView } from '../protocol/live-view.ts';
import type { LiveEvent, ServerMessage, SubscribeMessage } from '../protocol/messages.ts';

/** Which log to follow. */
export interface FollowOptions {
  /** The last event that was seen. @defaultValue only what comes from now on */
  readonly after?: number | undefined;
  /** New events, in order, each once. */
  readonly onEvents: (events: readonly LiveEvent[]) => void;
  /** The log cannot be continued: read a page by HTTP, and follow again from its end. */
  readonly onReset?: (() => void) | undefined;
}

interface Follower extends FollowOptions {
  cursor: LogCursor;
}

/** What a client watches. */
export class Subscriptions {
  /** By channel: the integrations that watchers restrict it to. */
  readonly #watches = new Map<string, (string | undefined)[]>();
  readonly #followers = new Map<string, Follower>();

  get isEmpty(): boolean {
    return this.#watches.size + this.#followers.size === 0;
  }

  get channels(): readonly string[] {
    return [...this.#watches.keys(), ...this.#followers.keys()];
  }

  /** @returns what ends it; that returns whether it was the last one of its channel. */
  watch(channel: string, integrationId: string | undefined): () => boolean {
    const filters = this.#watches.get(channel) ?? [];
    this.#watches.set(channel, filters);
    filters.push(integrationId);
    let isOver = false;
    return () => {
      if (isOver) return false;
      isOver = true;
      filters.splice(filters.indexOf(integrationId), 1);
      return filters.length === 0 && this.#watches.delete(channel);
    };
  }

  /** @returns what ends it; that returns whether it was followed still. */
  follow(channel: string, options: FollowOptions): () => boolean {
    const follower: Follower = { ...options, cursor: { channel, after: options.after } };
    this.#followers.set(channel, follower);
    return () => this.#followers.get(channel) === follower && this.#followers.delete(channel);
  }

  /** @returns what to subscribe to, with what the client has. */
  list(view: LiveView): readonly SubscribeMessage[] {
    const states = [...this.#watches].map(([channel, filters]): SubscribeMessage => {
      const [integrationId] = filters;
      const isOne = integrationId !== undefined && filters.every((filter) => filter === integrationId);
      const have = haveOf(view, ({ processId }) => channel === 'processes' || channel === `process:${processId}`);
      return { action: 'subscribe', channel, have, ...(isOne && { integrationId }) };
    });
    const logs = [...this.#followers.values()].map(({ cursor: { channel, after } }): SubscribeMessage => ({
      action: 'subscribe',
      channel,
      ...(after !== undefined && { after }),
    }));
    return [...states, ...logs];
  }

  /** Hands new events on. @returns the channel to subscribe to again, for events are missing. */
  fold(message: ServerMessage): string | undefined {
    const follower = 'channel' in message ? this.#followers.get(message.channel) : undefined;
    if (follower === undefined) return undefined;
    const { channel } = follower.cursor;
    const { cursor, events, next } = foldLog(follower.cursor, message);
    follower.cursor = cursor;
    if (events.length > 0) follower.onEvents(events);
    if (next !== 'readPage') return next === 'subscribe' ? channel : undefined;
    this.#followers.delete(channel);
    follower.onReset?.();
    return undefined;
  }
}
