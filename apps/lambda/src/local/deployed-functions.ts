import { join } from 'node:path';
import type { DeploymentPlan } from '../deployment/plan-deployment.ts';
import type { HttpEvent, HttpResult } from '../events/http-event.ts';
import type { World } from './open-world.ts';
import type { LocalOptions } from './read-options.ts';
import { EventSource } from './runtime/event-source.ts';
import type { KillPlan } from './runtime/kill-plan.ts';
import { LambdaFunction } from './runtime/lambda-function.ts';

/** How long a message waits whose invocation was killed: on AWS what is left of the visibility timeout. */
const REDELIVERY_SECONDS = 1;

/** The functions as they are deployed, with their queues and the schedule. */
export interface DeployedFunctions {
  readonly functions: Readonly<Record<'api' | 'fetch' | 'work' | 'deadLetters' | 'schedule' | 'live', LambdaFunction>>;
  readonly sources: readonly EventSource[];
  /** Calls the HTTP API through its function. @throws when it refuses. */
  readonly post: (path: string, body: object) => Promise<Readonly<Record<string, unknown>>>;
  /** Reads from the HTTP API through its function. @throws when it refuses. */
  readonly get: (path: string) => Promise<unknown>;
  /** Polls the queues and runs the schedule until `signal` is aborted. */
  readonly run: () => Promise<void>;
  readonly close: () => void;
}

/** What functions are deployed with. */
export interface DeploymentOptions extends Pick<LocalOptions, 'concurrency' | 'scheduleSeconds'> {
  readonly plan: DeploymentPlan;
  readonly kills: KillPlan;
  readonly signal: AbortSignal;
}

/** Deploys the bundled functions on the local runtime. */
export function deployFunctions(world: World, options: DeploymentOptions): DeployedFunctions {
  const { plan, kills, concurrency, scheduleSeconds, signal } = options;
  const module = (name: string): string => join(world.folder, `${name}.mjs`);
  const { env, client } = world;
  const { fetch, work } = plan.queues;
  const behindQueue = (name: 'fetch' | 'work'): LambdaFunction => {
    const { timeoutSeconds, reservedConcurrency } = plan.queues[name];
    const atOnce = Math.min(reservedConcurrency, concurrency);
    return new LambdaFunction({ name, module: module('queue'), env, timeoutSeconds, reservedConcurrency: atOnce, kills });
  };
  const functions = {
    api: new LambdaFunction({ name: 'api', module: module('api'), env, ...plan.http, reservedConcurrency: 1 }),
    fetch: behindQueue('fetch'),
    work: behindQueue('work'),
    deadLetters: new LambdaFunction({ name: 'dead-letters', module: module('dead-letters'), env, ...plan.deadLetters }),
    live: new LambdaFunction({ name: 'live', module: module('live'), env, ...plan.http, reservedConcurrency: 1 }),
    schedule: new LambdaFunction({ name: 'schedule', module: module('schedule'), env, ...plan.schedule, kills }),
  };
  const shared = { client, signal, redeliverySeconds: REDELIVERY_SECONDS };
  const sources = [
    new EventSource({ ...shared, ...fetch, queueUrl: world.queues.fetch.queueUrl, function: functions.fetch }),
    new EventSource({ ...shared, ...work, queueUrl: world.queues.work.queueUrl, function: functions.work }),
    ...Object.values(world.queues).map(
      ({ deadLetterQueueUrl: queueUrl }) => new EventSource({ ...shared, ...plan.deadLetters, queueUrl, function: functions.deadLetters }),
    ),
  ];
  return {
    functions,
    sources,
    post: async (path, body) =>
      (await call(functions.api, { method: 'POST', path, body, token: world.adminToken })) as Readonly<Record<string, unknown>>,
    get: async (path) => call(functions.api, { method: 'GET', path, token: world.adminToken }),
    run: async () =>
      void (await Promise.all([
        ...sources.map(async (source) => source.run()),
        runSchedule(functions.schedule, { everyMs: scheduleSeconds * 1000, signal }),
      ])),
    close() {
      for (const each of Object.values(functions)) each.close();
    },
  };
}

async function runSchedule(
  schedule: LambdaFunction,
  { everyMs, signal }: { readonly everyMs: number; readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    const next = Promise.withResolvers<void>();
    const timer = setTimeout(next.resolve, everyMs);
    signal.addEventListener('abort', () => next.resolve(), { once: true });
    await next.promise;
    clearTimeout(timer);
    if (!signal.aborted) await schedule.invoke({});
  }
}

interface ApiCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object | undefined;
  readonly token: string;
}

async function call(api: LambdaFunction, { method, path, body, token }: ApiCall): Promise<unknown> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': crypto.randomUUID() };
  const event: HttpEvent = {
    version: '2.0',
    rawPath: path,
    rawQueryString: '',
    headers,
    requestContext: { domainName: 'crm.local.test', http: { method } },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
  const outcome = await api.invoke(event);
  if (outcome?.kind !== 'result') throw new Error(`${method} ${path} failed: ${outcome?.kind === 'error' ? outcome.message : 'no result'}`);
  const { statusCode, body: text } = outcome.value as HttpResult;
  if (statusCode >= 300) throw new Error(`${method} ${path} was answered ${statusCode}: ${text}`);
  return JSON.parse(text) as unknown;
}
