import type { RequestOf, Schema } from '@frigg-crm/client';
import { systemClock, type Clock } from '@frigg-crm/core';
import type { BulkAction, StartBulkSettings } from '../config/bulk-settings.ts';
import { RunFailedError } from '../errors/run-failed-error.ts';
import { bulkLines, bulkProgress, countFailed } from '../output/bulk-lines.ts';
import { formatCount } from '../output/format.ts';
import { amountOf, planLine, toIfMatch, toPlan, workLines } from '../output/plan-lines.ts';
import { pageOf, readPages } from '../wiring/remote/read-pages.ts';
import type { ApiDependencies } from './with-api.ts';

type Operation = Schema<'BulkOperation'>;
type Filter = RequestOf<'post', '/api/v1/bulk-operations'>['body']['filter'];
type State = NonNullable<Filter['state']>;

/** A plan looks at a thousand syncs, and a start makes one. */
const PLAN_MS = 30_000;
const POLL_MS = 1000;

/** What a verb can be given for tests. */
interface Waiting {
  readonly clock?: Clock | undefined;
}

/** `bulk start` */
export async function startBulk(
  action: BulkAction,
  { integration: integrationId, state, active, dryRun, ifPlan, rate: perSecond, requestId, wait }: StartBulkSettings,
  dependencies: ApiDependencies,
): Promise<void> {
  const { client, json, write } = dependencies;
  // The states of the settings are those of the server, whose type has their names.
  const filter: Filter = {
    ...(integrationId !== undefined && { integrationId }),
    ...(state !== undefined && { state: state as State }),
    ...(active && { active }),
  };
  if (dryRun) {
    const { data, etag } = await client.post('/api/v1/bulk-operations/preview', { body: { action, filter }, timeoutMs: PLAN_MS });
    const plan = toPlan(etag);
    if (json) return write(JSON.stringify({ type: 'bulk-plan', action, ...data, plan }));
    const atLeast = data.isComplete ? '' : ' of the newest 1,000';
    write(`${action} of ${formatCount(data.syncs, 'sync')}${atLeast}: ${amountOf(data)}`);
    for (const line of workLines(data)) write(line);
    return write(planLine(plan));
  }
  const { data: started } = await client.post('/api/v1/bulk-operations', {
    body: { action, filter, perSecond },
    ifMatch: toIfMatch(ifPlan),
    timeoutMs: PLAN_MS,
    ...(requestId !== undefined && { idempotencyKey: requestId }),
  });
  if (!wait) return report(dependencies, [started]);
  // Stopped here, it goes on in the server, and is found again by this.
  if (!json) write(`begun: ${started.id}`);
  await waitForBulk(started.id, dependencies);
}

/** `bulk list` */
export async function listBulk({ limit }: { readonly limit: number }, dependencies: ApiDependencies): Promise<void> {
  const query = { limit: pageOf(limit) };
  const found = await readPages(dependencies.client.pages('/api/v1/bulk-operations', { query }), limit);
  if (!dependencies.json && found.length === 0) dependencies.write('no bulk operation in the last 30 days');
  else report(dependencies, found);
}

/** `bulk show` */
export async function showBulk(id: string, dependencies: ApiDependencies): Promise<void> {
  report(dependencies, [await find(id, dependencies)]);
}

/** `bulk cancel`: where it stands. */
export async function cancelBulk(operationId: string, dependencies: ApiDependencies): Promise<void> {
  const { data } = await dependencies.client.post('/api/v1/bulk-operations/{operationId}/cancel', { path: { operationId } });
  report(dependencies, [data]);
}

/** `bulk wait`: a line whenever it has come further. @throws {RunFailedError} when it was cancelled, or failed for a sync. */
export async function waitForBulk(id: string, dependencies: ApiDependencies, { clock = systemClock }: Waiting = {}): Promise<void> {
  const { json, write } = dependencies;
  let said = '';
  for (;;) {
    const operation = await find(id, dependencies);
    const line = json ? toLine(operation) : bulkProgress(operation);
    if (line !== said) write(line);
    said = line;
    if (operation.state === 'CANCELLED') throw new RunFailedError('It was cancelled: what was done stays done');
    const failed = countFailed(operation);
    if (operation.state === 'COMPLETED' && failed > 0)
      throw new RunFailedError(`It failed for ${formatCount(failed, 'sync')}; the same command tries them again`);
    if (operation.state === 'COMPLETED') return;
    await clock.sleep(POLL_MS);
  }
}

async function find(operationId: string, { client }: ApiDependencies): Promise<Operation> {
  return (await client.get('/api/v1/bulk-operations/{operationId}', { path: { operationId } })).data;
}

function report({ json, write }: ApiDependencies, operations: readonly Operation[]): void {
  if (json) for (const operation of operations) write(toLine(operation));
  else for (const line of bulkLines(operations)) write(line);
}

function toLine(operation: Operation): string {
  return JSON.stringify({ type: 'bulk-operation', ...operation });
}
