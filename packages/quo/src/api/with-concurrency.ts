import type { HttpClient } from '@frigg-crm/http';
import pLimit from 'p-limit';

/** The same client with at most `concurrency` calls under way: a page of a thousand people must not open a thousand sockets. */
export function withConcurrency(http: HttpClient, concurrency: number): HttpClient {
  const limit = pLimit(concurrency);
  return {
    request: async (request) => limit(async () => http.request(request)),
    send: async (request) => limit(async () => http.send(request)),
  };
}
