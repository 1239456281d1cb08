import type { Clock, MessageQueue, ProcessProgress, ProgressPublisher, RateLimits } from '@frigg-crm/core';
import type { LiveHub } from '@frigg-crm/live/server';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import { VERSION } from '../version.ts';
import { createBudgetMetrics } from './budget-metrics.ts';
import { DURATION_BUCKETS } from './duration-buckets.ts';
import { createMessageMetrics, watchQueues, type ReadQueueSizes } from './queue-metrics.ts';
import { addCounted, addGauge } from './read-metrics.ts';
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
  /** @returns the request budgets, whose use is measured by API; those of one store. */
  measureRateLimits(rateLimits: RateLimits): RateLimits;
  /** Adds what queues hold. */
  watchQueues(readSizes: ReadQueueSizes): void;
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

/** What a request may be labelled with: whatever else a client sends is one label (OpenTelemetry, `http.request.method`). */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Makes the metrics of a program. */
export function createServerMetrics({ clock }: { readonly clock: Clock }): ServerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addGauge(registry, {
    name: 'frigg_crm_build_info',
    help: 'The version that runs.',
    labelNames: ['version'],
    read: () => [{ labels: { version: VERSION }, value: 1 }],
  });
  const requests = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'How long requests took until they were answered.',
    labelNames: ['http_route', 'http_request_method', 'http_response_status_code'],
    buckets: [...DURATION_BUCKETS],
    registers: [registry],
  });
  const webhooks = new Counter({
    name: 'frigg_crm_webhooks_total',
    help: 'Webhooks that arrived, by what became of them.',
    labelNames: ['source', 'outcome'],
    registers: [registry],
  });
  return {
    ...createSyncMetrics(registry),
    request({ route, method, status, seconds }) {
      const known = METHODS.has(method) ? method : '_OTHER';
      requests.observe({ http_route: route, http_request_method: known, http_response_status_code: String(status) }, seconds);
    },
    webhook: ({ source, outcome }) => webhooks.inc({ source, outcome }),
    measureQueue: createMessageMetrics(registry, clock),
    measureRateLimits: createBudgetMetrics(registry, clock),
    watchQueues: (readSizes) => watchQueues(registry, readSizes, clock),
    watchStore: (store) => watchStore(registry, store, clock),
    watchHub: (hub) => addHub(registry, hub),
    watchParts(parts) {
      addGauge(registry, {
        name: 'frigg_crm_part_up',
        help: 'Whether a part of the program works.',
        labelNames: ['part'],
        read: async () =>
          Promise.all(Object.entries(parts).map(async ([part, works]) => ({ labels: { part }, value: (await works()) ? 1 : 0 }))),
      });
    },
    get names() {
      return registry.getMetricsAsArray().map(({ name }) => name);
    },
    render: async () => registry.metrics(),
  };
}

/** A sync is counted by the program that has seen it end. */
function createSyncMetrics(registry: Registry): Pick<ServerMetrics, 'publish'> {
  const registers = [registry];
  const ended = new Counter({
    name: 'frigg_crm_syncs_ended_total',
    help: 'Syncs that ended, by kind and state.',
    labelNames: ['kind', 'state'],
    registers,
  });
  const records = new Counter({
    name: 'frigg_crm_records_total',
    help: 'People of the syncs that ended, by what became of them.',
    labelNames: ['outcome'],
    registers,
  });
  const seen = new Map<string, boolean>();
  return {
    publish({ processId, ended: isOver, kind, state, synced, failed, skipped }) {
      if (seen.size >= MAX_SYNCS) seen.clear();
      const wasOver = seen.get(processId) === true;
      seen.set(processId, isOver);
      if (!isOver || wasOver) return;
      ended.inc({ kind, state });
      for (const [outcome, count] of Object.entries({ synced, failed, skipped })) records.inc({ outcome }, count);
    },
  };
}

function addHub(registry: Registry, hub: Pick<LiveHub, 'counters'>): void {
  addGauge(registry, {
    name: 'frigg_crm_live_connections',
    help: 'Sockets of live progress that are open.',
    read: () => [{ value: hub.counters().connections }],
  });
  addCounted(registry, {
    name: 'frigg_crm_live_messages_total',
    help: 'Messages of live progress that were sent.',
    read: () => [{ value: hub.counters().sentMessages }],
  });
  addCounted(registry, {
    name: 'frigg_crm_live_conflated_total',
    help: 'States that were replaced by newer ones before they were sent.',
    read: () => [{ value: hub.counters().conflatedStates }],
  });
  addCounted(registry, {
    name: 'frigg_crm_live_closed_total',
    help: 'Sockets that were closed, by reason.',
    labelNames: ['reason'],
    read: () => Object.entries(hub.counters().closed).map(([reason, value]) => ({ labels: { reason }, value })),
  });
}
