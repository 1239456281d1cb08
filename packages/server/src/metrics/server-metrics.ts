import { monitorEventLoopDelay } from 'node:perf_hooks';
import { memoryUsage, resourceUsage } from 'node:process';
import type { Clock, MessageQueue, ProcessProgress, ProgressPublisher } from '@frigg-crm/core';
import type { LiveHub } from '@frigg-crm/live/server';
import { VERSION } from '../version.ts';
import { MetricRegistry } from './metric-registry.ts';
import { watchStore, type MeasuredStore } from './store-metrics.ts';

/** One answered request. */
export interface MeasuredRequest {
  /** The path with the names of its parameters in place of their values. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}

/** What a program measures. One per program, also for those that answer no requests. */
export interface ServerMetrics extends ProgressPublisher {
  /** Takes each saved change of a sync. */
  publish(progress: ProcessProgress): void;
  request(request: MeasuredRequest): void;
  /** @param outcome - `accepted`, `refused` or `failed`. */
  webhook(labels: { readonly source: string; readonly outcome: string }): void;
  /** @returns the queue, whose messages are counted. */
  measureQueue<Queue extends MessageQueue>(name: string, queue: Queue): Queue;
  /** Adds what is read from the store each time; several requests within five seconds share a reading. */
  watchStore(store: MeasuredStore): void;
  watchHub(hub: Pick<LiveHub, 'counters'>): void;
  /** @param parts - Whether each part of the program works, by name. */
  watchParts(parts: Readonly<Record<string, () => boolean | Promise<boolean>>>): void;
  /** The names of all metrics. */
  readonly names: readonly string[];
  /** @returns all metrics in the text format of Prometheus. */
  render(): Promise<string>;
}

/** More syncs than these are forgotten at once rather than kept for ever. */
const MAX_SYNCS = 10_000;

/** Makes the metrics of a program. */
export function createServerMetrics({ clock }: { readonly clock: Clock }): ServerMetrics {
  const registry = new MetricRegistry();
  addProgram(registry);
  const requests = registry.histogram({
    name: 'http_server_request_duration_seconds',
    help: 'How long requests took until they were answered.',
  });
  const webhooks = registry.counter({ name: 'frigg_crm_webhooks_total', help: 'Webhooks that arrived, by what became of them.' });
  const messages = registry.histogram({
    name: 'messaging_process_duration_seconds',
    help: 'How long workers took for a message, by queue and verdict.',
  });
  return {
    ...createSyncMetrics(registry),
    request: ({ route, method, status, seconds }) =>
      requests.observe(seconds, { http_route: route, http_request_method: method, http_response_status_code: String(status) }),
    webhook: (labels) => webhooks.add(labels),
    measureQueue(name, queue) {
      const measured: MessageQueue['consume'] = async (handler, options) =>
        queue.consume(async (received, call) => {
          const startedMs = clock.now();
          const report = (kinds: readonly string[]): void => {
            for (const verdict of kinds) messages.observe((clock.now() - startedMs) / 1000, { queue: name, verdict });
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
    },
    watchStore: (store) => watchStore(registry, store, clock),
    watchHub: (hub) => addHub(registry, hub),
    watchParts(parts) {
      registry.gauge({ name: 'frigg_crm_part_up', help: 'Whether a part of the program works.' }, async () =>
        Promise.all(Object.entries(parts).map(async ([part, works]) => ({ labels: { part }, value: (await works()) ? 1 : 0 }))),
      );
    },
    get names() {
      return registry.names;
    },
    render: async () => registry.render(),
  };
}

/** A sync is counted by the program that has seen it end. */
function createSyncMetrics(registry: MetricRegistry): Pick<ServerMetrics, 'publish'> {
  const ended = registry.counter({ name: 'frigg_crm_syncs_ended_total', help: 'Syncs that ended, by kind and state.' });
  const records = registry.counter({ name: 'frigg_crm_records_total', help: 'People of the syncs that ended, by what became of them.' });
  const seen = new Map<string, boolean>();
  return {
    publish({ processId, ended: isOver, kind, state, synced, failed, skipped }) {
      if (seen.size >= MAX_SYNCS) seen.clear();
      const wasOver = seen.get(processId) === true;
      seen.set(processId, isOver);
      if (!isOver || wasOver) return;
      ended.add({ kind, state });
      for (const [outcome, count] of Object.entries({ synced, failed, skipped })) records.add({ outcome }, count);
    },
  };
}

function addProgram(registry: MetricRegistry): void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  registry.gauge({ name: 'frigg_crm_build_info', help: 'The version that runs.' }, () => [{ labels: { version: VERSION }, value: 1 }]);
  registry.gauge({ name: 'process_resident_memory_bytes', help: 'Memory of the process.' }, () => [{ value: memoryUsage.rss() }]);
  registry.counted({ name: 'process_cpu_seconds_total', help: 'Processor time of the process.' }, () => {
    const { userCPUTime, systemCPUTime } = resourceUsage();
    return [{ value: (userCPUTime + systemCPUTime) / 1e6 }];
  });
  registry.gauge({ name: 'nodejs_eventloop_lag_p99_seconds', help: 'How late timers were since the last reading, 99 of 100.' }, () => {
    const value = delay.count === 0 ? 0 : delay.percentile(99) / 1e9;
    delay.reset();
    return [{ value }];
  });
}

function addHub(registry: MetricRegistry, hub: Pick<LiveHub, 'counters'>): void {
  registry.gauge({ name: 'frigg_crm_live_connections', help: 'Sockets of live progress that are open.' }, () => [
    { value: hub.counters().connections },
  ]);
  registry.counted({ name: 'frigg_crm_live_messages_total', help: 'Messages of live progress that were sent.' }, () => [
    { value: hub.counters().sentMessages },
  ]);
  registry.counted(
    { name: 'frigg_crm_live_conflated_total', help: 'States that were replaced by newer ones before they were sent.' },
    () => [{ value: hub.counters().conflatedStates }],
  );
  registry.counted({ name: 'frigg_crm_live_closed_total', help: 'Sockets that were closed, by reason.' }, () =>
    Object.entries(hub.counters().closed).map(([reason, value]) => ({ labels: { reason }, value })),
  );
}
