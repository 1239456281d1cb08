import type { CallOptions, Clock, Logger } from '@frigg-crm/core';
import { silentLogger, systemClock } from '@frigg-crm/core';
import { toIso, withTimeout } from '@frigg-crm/core/adapter';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { untilAborted } from '../failures/until-aborted.ts';

/** What can be counted: the events that Quo knows. */
export type AnalyticsEventName =
  | 'ContactImport'
  | 'ContactUpdated'
  | 'ContactDeleted'
  | 'ContactSyncFailed'
  | 'MessageLogged'
  | 'MessageLogFailed'
  | 'CallLogged'
  | 'CallLogFailed'
  /** A user has clicked a number in the CRM. Programs that offer that report it themselves. */
  | 'ClickToCallInitiated';

/** Something that happened, as far as it may be counted. */
export interface AnalyticsEvent {
  readonly name: AnalyticsEventName;
  readonly integrationId: string;
  /** The owner of the integration. */
  readonly userId: string;
  /** The connector's id, such as `pipedrive`. */
  readonly connector: string;
  /** ISO 8601. */
  readonly occurredAt: string;
  /** Ids, counts and codes: never a name, a number, an address or a text of a person. */
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

/** Where events go, such as `createQuoAnalytics` of `@frigg-crm/quo`. What it throws is logged, and the events are lost. */
export interface AnalyticsSink {
  send(events: readonly AnalyticsEvent[], options: CallOptions): Promise<void>;
}

/** Takes events and returns at once. */
export interface Analytics {
  /** Never waits and never throws. */
  track(event: Omit<AnalyticsEvent, 'occurredAt'>): void;
  /** Waits until what was tracked is sent or given up, for the end of a program. @throws the reason of `signal` when it is aborted. */
  flush(options?: CallOptions): Promise<void>;
  /** Events that were not sent: the queue was full, or the sink failed. */
  readonly lost: number;
}

/** Options of {@link createAnalytics}. */
export interface AnalyticsOptions {
  readonly sink: AnalyticsSink;
  /** Events that wait at most; more are dropped. @defaultValue 1000 */
  readonly maxQueued?: number | undefined;
  /** Events that are handed over together at most. @defaultValue 20 */
  readonly maxTogether?: number | undefined;
  /** Milliseconds that the sink may take for them. @defaultValue 10_000 */
  readonly timeoutMs?: number | undefined;
  /** @defaultValue the machine's */
  readonly clock?: Clock | undefined;
  /** @defaultValue silent */
  readonly logger?: Logger | undefined;
}

/**
 * Makes what counts events: in memory, best effort. No sync, no call and no text waits for it, and nothing fails because of
 * it: a sink that is slow, broken or hangs only loses events.
 * @example
 * ```ts
 * const analytics = createAnalytics({ sink: { send: async (events) => console.log(events.length) } });
 * analytics.track({ name: 'ClickToCallInitiated', integrationId: 'i1', userId: 'u1', connector: 'pipedrive', data: {} });
 * await analytics.flush();
 * ```
 */
export function createAnalytics(options: AnalyticsOptions): Analytics {
  const { sink, clock = systemClock, logger = silentLogger } = options;
  const { maxQueued = 1000, maxTogether = 20, timeoutMs = 10_000 } = options;
  const queue: AnalyticsEvent[] = [];
  let sending: Promise<void> | undefined;
  let lost = 0;
  let isOverflowing = false;

  async function sendAll(): Promise<void> {
    while (queue.length > 0) {
      const events = queue.splice(0, maxTogether);
      isOverflowing = false;
      try {
        await withTimeout(clock, async (signal) => sink.send(events, { signal }), { ms: timeoutMs });
      } catch (error) {
        lost += events.length;
        logger.warn({ events: events.length, code: toErrorEntry(error).code }, 'analytics events could not be sent; they are lost');
      }
    }
    sending = undefined;
  }

  return {
    track(event) {
      if (queue.length >= maxQueued) {
        lost += 1;
        // Once for each time that it runs full.
        if (!isOverflowing) logger.warn({ queued: queue.length }, 'analytics events come faster than they can be sent; some are lost');
        isOverflowing = true;
        return;
      }
      queue.push({ ...event, occurredAt: toIso(clock.now()) });
      sending ??= Promise.resolve().then(sendAll);
    },
    async flush({ signal } = {}) {
      while (sending !== undefined) await untilAborted(sending, signal);
    },
    get lost() {
      return lost;
    },
  };
}
