import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { TRACER } from './tracer.ts';

/** Probes would be most of what is traced, and say nothing. */
const PROBES = /\/(healthz|readyz|metrics)$/;

/** @returns the handler, whose work on a request is a span: of the trace that the request names, if it names one. */
export function traceRequests(fetch: (request: Request) => Promise<Response>): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (PROBES.test(pathname)) return fetch(request);
    const parent = propagation.extract(context.active(), { traceparent: request.headers.get('traceparent') ?? '' });
    const attributes = { 'http.request.method': request.method, 'url.path': pathname };
    return trace.getTracer(TRACER).startActiveSpan(request.method, { kind: SpanKind.SERVER, attributes }, parent, async (span) => {
      try {
        const response = await fetch(request);
        span.setAttribute('http.response.status_code', response.status);
        if (response.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        return response;
      } finally {
        span.end();
      }
    });
  };
}
