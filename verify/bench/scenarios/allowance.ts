import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { createSeededRandom } from '@frigg-crm/core/adapter';
import { createHttpClient, createRequestBudget, createSharedRequestBudget, type Fetch, type RequestBudget } from '@frigg-crm/http';
import { withRateLimit } from '@frigg-crm/http/sandbox';
import { createMemoryRateLimits } from '@frigg-crm/memory';
import { printTable, type Row } from '../test-support/table.ts';

const WORKERS = 50;
const MACHINES = 3;
const REQUESTS = 10;
/** What a budget makes of the API's second. Whole ones are measured, from the middle of one: a local budget sends in bursts. */
const KEPT_WINDOW_MS = 1_040;
/** Connections are opened and code is compiled; the allowance that is there at first is used up. */
const WARM_UP_MS = 1.5 * KEPT_WINDOW_MS;
const WITHOUT_MS = 3 * KEPT_WINDOW_MS;
const PROMISED_MS = 7 * KEPT_WINDOW_MS;
const LATENCY_MS = [20, 400] as const;
const TICK_MS = 10;
/** A tick that is later than that is a program that stood still: on a machine that has other work, no budget sends then. */
const STANDSTILL_MS = 20;
const LEAST_USED = 0.95;
const MOST_REFUSED = 0.001;

interface Contest {
  readonly budget: string;
  /** Those who have a budget each; the workers are spread over them. */
  readonly machines: readonly (RequestBudget | undefined)[];
  /** Whether we say that it keeps the limit and uses the allowance. */
  readonly isPromised: boolean;
  readonly forMs: number;
}

/** How much of an allowance fifty workers get out of an API, and how often it refuses them. */
export async function allowance(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const contest of listContests()) rows.push(await run(contest));
  printTable(`allowance: ${WORKERS} workers, ${REQUESTS} requests in any second, responses after ${LATENCY_MS.join(' to ')} ms`, rows);
  return rows;
}

function listContests(): readonly Contest[] {
  const rateLimits = createMemoryRateLimits();
  const alone = createRequestBudget({ requests: REQUESTS });
  const shared = Array.from({ length: MACHINES }, () => createSharedRequestBudget({ rateLimits, key: 'bench', requests: REQUESTS }));
  return [
    { budget: 'none', machines: [undefined], isPromised: false, forMs: WITHOUT_MS },
    { budget: 'local, one program', machines: [alone], isPromised: true, forMs: PROMISED_MS },
    { budget: `shared, ${MACHINES} programs`, machines: shared, isPromised: true, forMs: PROMISED_MS },
  ];
}

async function run({ budget, machines, isPromised, forMs }: Contest): Promise<Row> {
  const api = createApi();
  const server = await listen(api.fetch);
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = new AbortController();
  const work = async (shared: RequestBudget | undefined): Promise<void> => {
    const http = createHttpClient({ api: 'Bench', baseUrl, budget: shared });
    while (!stop.signal.aborted) await http.send({ method: 'GET', path: '/', signal: stop.signal }).catch(() => undefined);
  };
  const workers = Array.from({ length: WORKERS }, async (_, index) => work(machines[index % machines.length]));
  await sleep(WARM_UP_MS);
  const [before, startMs] = [api.counts(), performance.now()];
  const stoodStillMs = await watchFor(forMs);
  const [after, seconds] = [api.counts(), (performance.now() - startMs) / 1000];
  stop.abort();
  await Promise.all(workers);
  server.close();
  server.closeAllConnections();

  const [accepted, refused] = [after.accepted - before.accepted, after.refused - before.refused];
  const usedShare = accepted / (REQUESTS * seconds);
  const refusedShare = refused / (accepted + refused);
  const isKept = usedShare + stoodStillMs / forMs >= LEAST_USED && refusedShare < MOST_REFUSED;
  return {
    budget,
    seconds,
    accepted,
    'refused with 429': refused,
    'used (%)': usedShare * 100,
    '429 (%)': refusedShare * 100,
    'stood still (ms)': Math.round(stoodStillMs),
    'as promised': isKept ? 'yes' : isPromised ? 'NO' : 'no',
  };
}

/** Waits. @returns how many milliseconds of it the program stood still. */
async function watchFor(forMs: number): Promise<number> {
  const endMs = performance.now() + forMs;
  let stoodStillMs = 0;
  for (let leftMs = forMs; leftMs > 0; leftMs = endMs - performance.now()) {
    const startMs = performance.now();
    const tickMs = Math.min(TICK_MS, leftMs);
    await sleep(tickMs);
    const lateMs = performance.now() - startMs - tickMs;
    if (lateMs > STANDSTILL_MS) stoodStillMs += lateMs;
  }
  return stoodStillMs;
}

interface Counts {
  readonly accepted: number;
  readonly refused: number;
}

/** An API that counts a request when it comes, and takes its time to respond. */
function createApi(): { readonly fetch: Fetch; readonly counts: () => Counts } {
  const random = createSeededRandom(1);
  const [least, most] = LATENCY_MS;
  let accepted = 0;
  let refused = 0;
  const limited = withRateLimit(
    async () => {
      accepted += 1;
      return Response.json({});
    },
    {
      requests: REQUESTS,
      keyOf: () => 'all',
      refuse: () => {
        refused += 1;
        return Response.json({}, { status: 429, headers: { 'retry-after': '1' } });
      },
    },
  );
  return {
    async fetch(request) {
      const response = await limited(request);
      await sleep(least + (most - least) * random());
      return response;
    },
    counts: () => ({ accepted, refused }),
  };
}

async function listen(handler: Fetch): Promise<Server> {
  const listener = getRequestListener(handler);
  const server = createServer((request, response) => void listener(request, response));
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
