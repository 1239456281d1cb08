import type { SimulatedMachine } from './simulated-machine.ts';
import type { Simulation } from './simulation.ts';

/** A server, or a way to one: the part of `fetch` that clients use. */
export type RequestHandler = (request: Request) => Promise<Response>;

/** The server behind a simulated network, and the machine that calls it. */
export interface SimulatedFetchOptions {
  readonly simulation: Simulation;
  readonly machine: SimulatedMachine;
  /** What the API is called in traces. */
  readonly name: string;
  readonly server: RequestHandler;
  /** Called with each response that has a wait, when it reaches the machine. @param untilMs - By the true time. */
  readonly onRetryAfter?: ((untilMs: number, request: Request) => void) | undefined;
}

/** Connects a machine to a server by a network on which requests and responses are late, lost and cut. */
export function createSimulatedFetch(options: SimulatedFetchOptions): RequestHandler {
  const { simulation, machine, name, onRetryAfter } = options;
  // The signal of a request that nothing else refers to would be collected before it fires.
  const silent = new Set<Request>();
  return async (request) => {
    const { signal } = request;
    const answer = await machine.call(`${name} ${request.method} ${pathOf(request)}`, async () => reply(options, request), { signal });
    if (answer === 'silence') {
      silent.add(request);
      const close = machine.open(`${name} ${request.method}`);
      await untilAborted(signal).finally(() => {
        silent.delete(request);
        close();
      });
    }
    if (answer === 'silence' || answer === 'broken') throw new TypeError('fetch failed');
    simulation.note(`${machine.name}: ${name} responds ${answer.status}`);
    const waitMs = readWaitMs(answer);
    if (waitMs !== undefined) onRetryAfter?.(simulation.now() + waitMs, request);
    return answer;
  };
}

/** Nothing arrives any more: only the client can end the wait. */
async function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** Ids differ between runs of different length; a trace needs to know the resource. */
function pathOf(request: Request): string {
  const { pathname } = new URL(request.url);
  return pathname;
}

async function reply({ simulation, server }: SimulatedFetchOptions, request: Request): Promise<Response | 'silence' | 'broken'> {
  const { faults } = simulation;
  const chance = simulation.chance('network');
  const takesEffect = chance.strikes(0.5);
  const status = chance.pick([500, 502, 503]);
  const waitSeconds = chance.integer(1, 30);
  const form = chance.pick(['seconds', 'date', 'none'] as const);
  if (faults.strikes('quotaUsedUp')) return tooManyRequests({ form: 'seconds', waitSeconds: waitSeconds * 240, nowMs: simulation.now() });
  if (faults.strikes('rateLimited')) return tooManyRequests({ form, waitSeconds, nowMs: simulation.now() });
  if (faults.strikes('serverError')) return Response.json({ message: 'not now' }, { status });
  const isSilent = faults.strikes('timeout');
  const isBroken = faults.strikes('connectionLost');
  if ((isSilent || isBroken) && !takesEffect) return isSilent ? 'silence' : 'broken';
  const response = await server(request);
  if (isSilent) return 'silence';
  if (isBroken) return 'broken';
  return faults.strikes('truncated') && response.ok ? cutInHalf(response) : response;
}

function tooManyRequests(hint: { form: 'seconds' | 'date' | 'none'; waitSeconds: number; nowMs: number }): Response {
  const { form, waitSeconds, nowMs } = hint;
  const headers: Record<string, string> = {};
  if (form === 'seconds') headers['retry-after'] = String(waitSeconds);
  if (form === 'date') headers['retry-after'] = new Date(nowMs + waitSeconds * 1000).toUTCString();
  return Response.json({ message: 'Too Many Requests' }, { status: 429, headers });
}

/** Only a hint in seconds means the same on every clock. */
function readWaitMs(response: Response): number | undefined {
  const hint = response.headers.get('retry-after');
  return response.status === 429 && hint !== null && /^\d+$/.test(hint) ? Number(hint) * 1000 : undefined;
}

async function cutInHalf(response: Response): Promise<Response> {
  const text = await response.text();
  if (text === '') return new Response(null, { status: response.status });
  return new Response(text.slice(0, Math.ceil(text.length / 2)), {
    status: response.status,
    headers: { 'content-type': 'application/json' },
  });
}
