import type { CallOptions, JsonObject, Process, ProcessUpdate } from '@frigg-crm/core';
import { withGeneration } from '@frigg-crm/core/adapter';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { ProcessPersonBatchData } from '../queue/sync-message.ts';
import { pageKeys, watchPlannedPage } from '../process/page-loop-guard.ts';
import { readSyncContext } from '../process/sync-context.ts';
import { announceUnits, settleUnit } from '../process/unit-updates.ts';
import type { Batch } from './load-batch.ts';
import type { SyncDependencies } from './sync-dependencies.ts';

/** A page of a plan that is worked on. */
export interface PlannedPage {
  readonly integration: CrmIntegration;
  readonly data: ProcessPersonBatchData;
  readonly process: Process;
}

/** @returns whether a page lies behind the one that said it is the last: it is settled without a request to the CRM. */
export function isBehindEnd({ data, process }: Pick<PlannedPage, 'data' | 'process'>): boolean {
  const { endPage } = readSyncContext(process);
  const isNumbered = data.reference.kind === 'page' && data.reference.page !== null && data.records === undefined;
  return isNumbered && endPage !== null && data.unit > endPage;
}

/** Settles a page behind the last one; where it was the last of the plan, nothing more is announced. */
export async function settleEmptyPage(
  { dependencies, data, process }: Pick<PlannedPage, 'data' | 'process'> & { readonly dependencies: Pick<SyncDependencies, 'updates'> },
  options: CallOptions,
): Promise<void> {
  const { unit, reference } = data;
  const endsPlan = reference.kind === 'page' && reference.endsPlan;
  if (endsPlan) await dependencies.updates.submit([announceUnits(process, { expectedUnits: unit + 1, closed: true })], options);
  const counts = { synced: 0, failed: 0, skipped: 0 };
  await dependencies.updates.submit([settleUnit(process, { unit, outcome: 'PROCESSED', counts })], options);
}

/**
 * What a page says of the plan that it belongs to: the first page promised how many there are, which may be wrong.
 * @returns that this one is the last, where the plan has more; and which page the others are compared with.
 * @throws {ConnectorContractError} when it holds the people of another page.
 */
export function planUpdates({ integration, data, process }: PlannedPage, { page }: Batch): readonly ProcessUpdate[] {
  const { pagination, endPage, pageMark, personObjectType } = readSyncContext(process);
  if (page === undefined || pagination.plannedPages === null) return [];
  const { unit } = data;
  const isEnd = page.next.kind === 'last' && unit < pagination.plannedPages - 1 && unit < (endPage ?? Infinity);
  const { key } = pageKeys(integration, page, personObjectType);
  const mark = page.next.kind === 'last' ? undefined : watchPlannedPage(pageMark, { page: unit, key, size: page.listed });
  return [
    ...(isEnd ? [note(process, `end:${unit}`, { endPage: unit })] : []),
    ...(mark === undefined ? [] : [note(process, `mark#${unit}`, { pageMark: mark })]),
  ];
}

function note(process: Process, updateId: string, contextUpdates: JsonObject): ProcessUpdate {
  return withGeneration(process, { type: 'UPDATE_STATE', processId: process.id, updateId, contextUpdates });
}
