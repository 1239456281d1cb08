import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import type { MessageHandler, MessageQueue, OutgoingMessage, ReceivedMessage } from '@frigg-crm/core';
import { TRACER } from './tracer.ts';

/** Where the place of a trace stands in a message: versions that do not know it leave it out. */
const DATA = '"data":{';
const TRACEPARENT = /"data":\{"traceparent":"([\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2})"/;
/** How long it is there, in bytes. */
const BYTES = 75;

/**
 * @returns the queue, whose messages carry the trace of the work that sent them, and whose workers continue it. Without an
 * exporter nothing is added to a message.
 */
export function traceQueue<Queue extends MessageQueue>(name: string, queue: Queue): Queue {
  const send: MessageQueue['send'] = async (messages, options) => {
    const carrier: { traceparent?: string } = {};
    propagation.inject(context.active(), carrier);
    const { traceparent } = carrier;
    return queue.send(
      traceparent === undefined ? messages : messages.map((one) => mark(one, traceparent, queue.limits.maxMessageBytes)),
      options,
    );
  };
  const consume: MessageQueue['consume'] = async (handler, options) => queue.consume(traced(name, handler), options);
  // Whatever else a queue has stays reachable, on the queue itself.
  return new Proxy(queue, {
    get(target, key) {
      if (key === 'send') return send;
      if (key === 'consume') return consume;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
  });
}

function mark(message: OutgoingMessage, traceparent: string, maxBytes: number): OutgoingMessage {
  const at = message.body.indexOf(DATA);
  if (at === -1 || Buffer.byteLength(message.body) + BYTES > maxBytes) return message;
  const end = at + DATA.length;
  return { ...message, body: `${message.body.slice(0, end)}"traceparent":"${traceparent}",${message.body.slice(end)}` };
}

function traced(queue: string, handler: MessageHandler): MessageHandler {
  return async (messages, options) => {
    const parent = propagation.extract(ROOT_CONTEXT, { traceparent: traceparentOf(messages) });
    const attributes = { 'messaging.system': 'frigg-crm', 'messaging.destination.name': queue, 'messaging.operation.name': 'process' };
    return trace
      .getTracer(TRACER)
      .startActiveSpan(`process ${queue}`, { kind: SpanKind.CONSUMER, attributes }, parent, async (span) =>
        settle(span, async () => handler(messages, options)),
      );
  };
}

async function settle<Result extends readonly { readonly kind: string }[]>(span: Span, work: () => Promise<Result>): Promise<Result> {
  try {
    const verdicts = await work();
    span.setAttribute('frigg_crm.verdict', verdicts.map(({ kind }) => kind).join(','));
    return verdicts;
  } catch (error) {
    // Texts of errors may hold anything, so they stay out.
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

function traceparentOf(messages: readonly ReceivedMessage[]): string {
  const [, traceparent = ''] = TRACEPARENT.exec(messages[0]?.body ?? '') ?? [];
  return traceparent;
}
