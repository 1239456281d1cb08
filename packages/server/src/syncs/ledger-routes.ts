import { readProgress } from '@frigg-crm/core';
import { countValues, outstandingUnits, toIso } from '@frigg-crm/core/adapter';
import { exportSync, groupErrors, readSyncContext } from '@frigg-crm/crm-base';
import * as z from 'zod';
import type { Backend } from '../backend.ts';
import { createCursors } from '../http/cursor.ts';
import { cursorParameter, limitParameter } from '../http/fields.ts';
import { ProblemError } from '../http/problem-error.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { loadSync } from './load-sync.ts';
import {
  errorParams,
  errorPeopleSchema,
  exportedSyncSchema,
  failedRecordsSchema,
  syncErrorsSchema,
  syncPagesSchema,
  syncParams,
} from './sync-schemas.ts';
import { toRanges } from './to-ranges.ts';

/** What the numbers of a sync are made of. */
export function createLedgerRoutes(backend: Backend): readonly Route[] {
  return [
    defineRoute({
      operationId: 'getSyncPages',
      method: 'get',
      path: '/api/v1/syncs/{syncId}/pages',
      tag: 'syncs',
      summary: 'Shows the pages of a sync as ranges',
      action: 'see',
      params: syncParams,
      result: syncPagesSchema,
      async handle({ params }, { principal, signal }) {
        const { ledger, version } = await loadSync(backend, { principal, ...params }, { signal });
        const outstanding = outstandingUnits(ledger);
        const known = countValues(ledger.settled) + countValues(outstanding);
        const { settled, failed, closed: isComplete } = ledger;
        return {
          body: { settled: toRanges(settled), failed: toRanges(failed), outstanding: toRanges(outstanding), known, isComplete, version },
        };
      },
    }),
    defineRoute({
      operationId: 'getSyncErrors',
      method: 'get',
      path: '/api/v1/syncs/{syncId}/errors',
      tag: 'syncs',
      summary: 'Shows the errors of a sync, grouped by what they have in common',
      action: 'see',
      params: syncParams,
      result: syncErrorsSchema,
      async handle({ params }, { principal, signal }) {
        const process = await loadSync(backend, { principal, ...params }, { signal });
        const { errors, totalFailed } = readProgress(process);
        const groups = groupErrors(errors).map(({ pages, crmIds: _crmIds, ...group }) => ({ ...group, pages: [...pages] }));
        const failedPages = countValues(process.ledger.failed);
        return { body: { groups, shown: errors.length, failed: totalFailed, failedPages, version: process.version } };
      },
    }),
    createErrorPeopleRoute(backend),
    createFailedRecordsRoute(backend),
    createExportRoute(backend),
  ];
}

function createExportRoute(backend: Backend): Route {
  return defineRoute({
    operationId: 'exportSync',
    method: 'get',
    path: '/api/v1/syncs/{syncId}/export',
    tag: 'syncs',
    summary: 'Exports a sync and how it went as one file, without personal data',
    description: 'The page opens it without a server, and a simulator replays it. Ids are hashes; messages of errors are left out.',
    action: 'see',
    params: syncParams,
    result: exportedSyncSchema,
    async handle({ params }, { principal, signal }) {
      const process = await loadSync(backend, { principal, ...params }, { signal });
      const { store, system } = backend.engine;
      const body = await exportSync(process, { documents: store.documents, at: toIso(system.clock.now()), signal });
      return { body };
    },
  });
}

function createErrorPeopleRoute(backend: Backend): Route {
  return defineRoute({
    operationId: 'listPeopleOfError',
    method: 'get',
    path: '/api/v1/syncs/{syncId}/errors/{fingerprint}/people',
    tag: 'syncs',
    summary: 'Lists the people behind a group of errors, by their ids in the CRM',
    description: 'Of the newest errors that a sync keeps. All that failed are in listFailedRecords.',
    action: 'see-people',
    params: errorParams,
    result: errorPeopleSchema,
    async handle({ params: { syncId, fingerprint } }, { principal, signal }) {
      const process = await loadSync(backend, { principal, syncId }, { signal });
      const group = groupErrors(readProgress(process).errors).find((one) => one.fingerprint === fingerprint);
      if (group === undefined) throw new ProblemError('NOT_FOUND', 'No error of this sync has this fingerprint (any more)');
      return { body: { crmIds: [...group.crmIds] } };
    },
  });
}

function createFailedRecordsRoute(backend: Backend): Route {
  return defineRoute({
    operationId: 'listFailedRecords',
    method: 'get',
    path: '/api/v1/syncs/{syncId}/failed-records',
    tag: 'syncs',
    summary: 'Lists the people that failed, by their ids in the CRM',
    action: 'see-people',
    problems: ['INVALID_CURSOR'],
    params: syncParams,
    query: z.strictObject({ limit: limitParameter(), cursor: cursorParameter().describe('nextCursor of the page before') }),
    result: failedRecordsSchema,
    async handle({ params, query: { limit, cursor } }, { principal, signal }) {
      const process = await loadSync(backend, { principal, ...params }, { signal });
      const cursors = createCursors(z.string(), params);
      const after = cursor === undefined ? undefined : cursors.decode(cursor);
      const { personObjectType: objectType } = readSyncContext(process);
      const { id: processId, integrationId } = process;
      const crmIds = await backend.engine.store.mappingRepository.findFailed({
        processId,
        integrationId,
        objectType,
        after,
        limit,
        signal,
      });
      const last = crmIds.length < limit ? undefined : crmIds.at(-1);
      return { body: { crmIds: [...crmIds], nextCursor: last === undefined ? null : cursors.encode(last) } };
    },
  });
}
