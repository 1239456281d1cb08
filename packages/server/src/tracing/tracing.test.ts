import { AsyncLocalStorage } from 'node:async_hooks';
import { context, propagation, ROOT_CONTEXT, trace, type Context, type Span, type SpanContext } from '@opentelemetry/api';
import type { MessageQueue, OutgoingMessage } from '@frigg-crm/core';
import { createMemoryQueue } from '@frigg-crm/memory';
import { afterEach, expect, it } from 'vitest';
import { openServerSystem, type ServerSystem } from '../test-support/server-system.ts';
import { traceQueue } from './trace-queue.ts';

interface Recorded {
  readonly name: string;
  readonly traceId: string;
  readonly parentId: string | undefined;
  readonly attributes: Record<string, unknown>;
  isEnded: boolean;
}

/** An exporter in the memory of the test, over the interfaces of the API. */
function record(): readonly Recorded[] {
  const spans: Recorded[] = [];
  const storage = new AsyncLocalStorage<Context>();
  const hex = (length: number): string => String(spans.length + 1).padStart(length, '0');
  context.setGlobalContextManager({
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...args) => storage.run(active, () => work.apply(self as never, args)),
    bind: (_active, target) => target,
    enable: () => undefined as never,
    disable: () => undefined as never,
  });
  propagation.setGlobalPropagator({
    inject(active, carrier: Record<string, string>) {
      const span = trace.getSpanContext(active);
      if (span !== undefined) carrier['traceparent'] = `00-${span.traceId}-${span.spanId}-01`;
    },
    extract(active, carrier: Record<string, string>) {
      const [, traceId, spanId] = /^00-(\w{32})-(\w{16})-01$/.exec(carrier['traceparent'] ?? '') ?? [];
      return traceId === undefined || spanId === undefined ? active : trace.setSpanContext(active, { traceId, spanId, traceFlags: 1 });
    },
    fields: () => ['traceparent'],
  });
  const startSpan = (name: string, attributes: object, parent: SpanContext | undefined): Span => {
    const one: Recorded = {
      name,
      traceId: parent?.traceId ?? hex(32),
      parentId: parent?.spanId,
      attributes: { ...attributes },
      isEnded: false,
    };
    const spanContext = { traceId: one.traceId, spanId: hex(16), traceFlags: 1 };
    spans.push(one);
    const span = {
      spanContext: () => spanContext,
      setAttribute: (key: string, value: unknown) => void (one.attributes[key] = value),
      setStatus: () => undefined,
      end: () => void (one.isEnded = true),
    };
    return span as unknown as Span;
  };
  trace.setGlobalTracerProvider({
    getTracer: () => ({
      startSpan: () => expect.unreachable(),
      startActiveSpan: ((name: string, { attributes = {} }: { attributes?: object }, parent: Context, work: (span: Span) => unknown) => {
        const span = startSpan(name, attributes, trace.getSpanContext(parent));
        return context.with(trace.setSpan(parent, span), () => work(span));
      }) as never,
    }),
  });
  return spans;
}

afterEach(() => {
  trace.disable();
  context.disable();
  propagation.disable();
});

async function startAndRun({ ask, connect, run }: ServerSystem): Promise<void> {
  await connect();
  const started = await ask('/api/v1/syncs', { body: { integrationId: 'i1', type: 'initial' } });
  await run(((await started.json()) as { syncs: { syncId: string }[] }).syncs.map(({ syncId }) => syncId));
}

it('leads one trace from the request that starts a sync to the message that writes its people', async () => {
  const spans = record();
  await startAndRun(openServerSystem({ wrapQueue: traceQueue }));
  const request = spans.find(({ attributes }) => attributes['url.path'] === '/api/v1/syncs');
  const ofSync = spans.filter(({ traceId }) => traceId === request?.traceId);
  expect(ofSync.map(({ name }) => name)).toEqual(expect.arrayContaining(['POST', 'process fetch', 'process work']));
  expect(ofSync.filter(({ parentId }) => parentId === undefined)).toEqual([request]);
  expect(request?.attributes['http.response.status_code']).toBe(202);
  expect(spans.every(({ isEnded }) => isEnded)).toBe(true);
});

it('adds nothing to a message without an exporter', async () => {
  const sent: OutgoingMessage[] = [];
  const spy = (_name: string, queue: MessageQueue): MessageQueue =>
    traceQueue('x', {
      ...queue,
      limits: queue.limits,
      consume: queue.consume.bind(queue),
      close: queue.close.bind(queue),
      async send(messages, options) {
        sent.push(...messages);
        return queue.send(messages, options);
      },
    });
  await startAndRun(openServerSystem({ wrapQueue: spy }));
  expect(sent.length).toBeGreaterThan(1);
  expect(sent.filter(({ body }) => body.includes('traceparent'))).toEqual([]);
});

it('leaves a message as it is that has no room for the trace, or no place', async () => {
  record();
  const sent: OutgoingMessage[] = [];
  const queue = createMemoryQueue();
  const limits = { ...queue.limits, maxMessageBytes: 100 };
  const traced = traceQueue('x', {
    limits,
    close: async () => queue.close(),
    consume: async () => undefined,
    async send(messages) {
      sent.push(...messages);
    },
  });
  const bodies = ['{"v":1,"event":"A","data":{"a":1}}', `{"v":1,"event":"A","data":{"a":"${'b'.repeat(60)}"}}`, '[]'];
  await trace.getTracer('test').startActiveSpan('test', {}, ROOT_CONTEXT, async () => traced.send(bodies.map((body) => ({ body }))));
  expect(sent.map(({ body }) => body.includes('"data":{"traceparent":"00-'))).toEqual([false, false, false]);
  limits.maxMessageBytes = 120;
  await trace.getTracer('test').startActiveSpan('test', {}, ROOT_CONTEXT, async () => traced.send(bodies.map((body) => ({ body }))));
  expect(sent.slice(3).map(({ body }) => body.includes('"data":{"traceparent":"00-'))).toEqual([true, false, false]);
  expect(() => sent.map(({ body }) => JSON.parse(body) as unknown)).not.toThrow();
});
