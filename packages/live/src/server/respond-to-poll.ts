import { MAX_MESSAGE_BYTES } from '../protocol/limits.ts';
import { pollRequestSchema } from './client-message-schema.ts';
import type { LiveHub } from './live-hub.ts';
import type { LiveWatcher } from './live-watcher.ts';

/**
 * Responds to a poll: a POST of `{"subscriptions":[…],"waitMs":25000}`, or for programs like curl a GET with `channel`, and
 * `version` or `after`, and `waitMs` in its query. Who sends it is to be known by then.
 */
export async function respondToPoll(
  request: Request,
  { hub, watcher }: { readonly hub: Pick<LiveHub, 'poll'>; readonly watcher: LiveWatcher },
): Promise<Response> {
  const asked = request.method === 'POST' ? await readBody(request) : readQuery(new URL(request.url).searchParams);
  if (asked === 'too large') return problem(413, 'The request is longer than 32 KB');
  const { data, success } = pollRequestSchema.safeParse(asked);
  if (!success) return problem(400, 'The request names no subscriptions, or names them wrongly');
  const messages = await hub.poll({ ...data, signal: request.signal }, watcher);
  if (messages === undefined) return problem(503, 'Processes cannot be read now', { 'retry-after': '2' });
  return new Response(`{"messages":[${messages.join(',')}]}`, {
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
}

async function readBody(request: Request): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_MESSAGE_BYTES) return 'too large';
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  }
}

function readQuery(query: URLSearchParams): unknown {
  const channel = query.get('channel') ?? '';
  const [version, after, waitMs] = ['version', 'after', 'waitMs'].map((name) => (query.has(name) ? Number(query.get(name)) : undefined));
  const subscription = {
    action: 'subscribe',
    channel,
    ...(version !== undefined && { have: { [channel.replace(/^process:/, '')]: version } }),
    ...(after !== undefined && { after }),
  };
  return { subscriptions: [subscription], ...(waitMs !== undefined && { waitMs }) };
}

function problem(status: number, title: string, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json({ status, title }, { status, headers: { ...headers, 'content-type': 'application/problem+json' } });
}
