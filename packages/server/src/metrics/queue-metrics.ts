import type { CallOptions, Clock, MessageQueue } from '@frigg-crm/core';
import { withTimeout } from '@frigg-crm/core/adapter';
import { Histogram, type Registry } from 'prom-client';
import { DURATION_BUCKETS } from './duration-buckets.ts';
import { addGauge } from './read-metrics.ts';

/** How many messages of a queue are in which state. */
export interface QueueSize {
  /** Could be handed out now. */
  readonly waiting: number;
  /** Can be handed out later. */
  readonly delayed: number;
  /** In the hands of consumers. */
  readonly inFlight: number;
}

/** Reads what queues hold, by their names. */
export type ReadQueueSizes = (options: CallOptions) => Promise<Readonly<Record<string, QueueSize>>>;

const READ_MS = 2000;

/** Adds what queues hold: the same in each process that shares them. */
export function watchQueues(registry: Registry, readSizes: ReadQueueSizes, clock: Clock): void {
  addGauge(registry, {
    name: 'frigg_crm_queue_messages',
    help: 'Messages of a queue that wait, wait until later, or are in the hands of workers; approximate with SQS.',
    labelNames: ['queue', 'state'],
    async read() {
      const sizes = await withTimeout(clock, async (signal) => readSizes({ signal }), { ms: READ_MS });
      return Object.entries(sizes).flatMap(([queue, { waiting, delayed, inFlight }]) =>
        Object.entries({ waiting, delayed, in_flight: inFlight }).map(([state, value]) => ({ labels: { queue, state }, value })),
      );
    },
  });
}

/** Measures how messages are worked on. @returns what wraps a queue, by its name. */
export function createMessageMetrics(registry: Registry, clock: Clock): <Queue extends MessageQueue>(name: string, queue: Queue) => Queue {
  const messages = new Histogram({
    name: 'messaging_process_duration_seconds',
    help: 'How long workers took for a message, by queue and verdict.',
    labelNames: ['queue', 'verdict'],
    buckets: [...DURATION_BUCKETS],
    registers: [registry],
  });
  return (name, queue) => {
    const measured: MessageQueue['consume'] = async (handler, options) =>
      queue.consume(async (received, call) => {
        const startedMs = clock.now();
        const report = (kinds: readonly string[]): void => {
          for (const verdict of kinds) messages.observe({ queue: name, verdict }, (clock.now() - startedMs) / 1000);
        };
        try {
          const verdicts = await handler(received, call);
          report(verdicts.map(({ kind }) => kind));
          return verdicts;
        } catch (error) {
          report(received.map(() => 'failed'));
          throw error;
        }
      }, options);
    // Whatever else a queue has stays reachable, on the queue itself.
    return new Proxy(queue, {
      get(target, key) {
        if (key === 'consume') return measured;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
      },
    });
  };
}
