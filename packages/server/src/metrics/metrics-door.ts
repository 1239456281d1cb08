import { identify, type RequestDependencies } from '../http/handle-request.ts';
import { problemResponse } from '../http/problem-response.ts';
import { toProblem } from '../http/to-problem.ts';
import type { ServerMetrics } from './server-metrics.ts';

/** @returns what answers `GET /metrics`. Never rejects. */
export function createMetricsDoor(
  metrics: Pick<ServerMetrics, 'render'>,
  { isOpen, ids, ...access }: Pick<RequestDependencies, 'authorize' | 'counter' | 'ids'> & { readonly isOpen: boolean },
): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      if (!isOpen) await identify(request, { ...access, action: 'see-metrics' });
      return new Response(await metrics.render(), { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
    } catch (error) {
      return problemResponse(toProblem(error), { path: '/metrics', requestId: ids.next() });
    }
  };
}
