import { createHash } from 'node:crypto';
import { readProgress, type CallOptions, type DocumentStore, type Process } from '@frigg-crm/core';
import { countValues, outstandingUnits } from '@frigg-crm/core/adapter';
import * as z from 'zod';
import { readSyncContext } from '../../process/sync-context.ts';
import { groupErrors } from '../group-errors.ts';
import { readRecording } from './sync-recorder.ts';
import { countsOf, stateMoveSchema, syncCountsSchema, syncSampleSchema, toRuns, withoutRepeats, type StateMove } from './sync-recording.ts';

const count = z.int().min(0);
const moment = z.iso.datetime();
const runs = z.array(z.tuple([count, count])).describe('Runs of page numbers, from 0, both ends included');

/** Of more pages that failed, what each had counted is left out. */
const MAX_FAILED_PAGES = 1000;

/** A sync as one file, to send to those who are to find out why it does what it does. Without personal data. */
export const syncExportSchema = z.strictObject({
  format: z.literal('frigg-crm-sync'),
  formatVersion: z.literal(1),
  exportedAt: moment,
  sync: z.strictObject({
    id: z.string().describe('A hash: the same for the same sync'),
    integration: z.string().describe('A hash: the same for syncs of the same integration'),
    connector: z.string(),
    objectType: z.string(),
    type: z.enum(['INITIAL', 'ONGOING', 'WEBHOOK']),
    kind: z.enum(['sync', 'catch-up', 'named']),
    state: z.string(),
    ended: z.boolean(),
    counts: syncCountsSchema,
    pageSize: count.describe('People per page, at most'),
    generation: count.describe('How often it was opened again after it had failed'),
    version: count,
    createdAt: moment,
    updatedAt: moment,
    endedAt: moment.nullable(),
  }),
  pages: z.strictObject({
    settled: runs.describe('Counted: written, or failed as a whole'),
    failed: runs.describe('Failed as a whole'),
    outstanding: runs.describe('Announced and not settled'),
    known: count.describe('How many pages are announced'),
    isComplete: z.boolean().describe('Whether no further page will be announced'),
  }),
  failedPages: z
    .array(z.strictObject({ page: count, synced: count, failed: count, skipped: count }))
    .describe('What pages that failed as a whole had counted before'),
  errors: z
    .array(z.strictObject({ fingerprint: z.string(), code: z.string(), count, pages: z.array(count) }))
    .describe('The newest errors by what they have in common; without their messages, which could name a person'),
  states: z.array(stateMoveSchema).describe('The states it came to, in order'),
  samples: z.array(syncSampleSchema).describe('The numbers as they were at some moments; none: they were not recorded'),
});

/** A sync and how it went, without personal data: what a page opens and a simulator replays. */
export type SyncExport = z.output<typeof syncExportSchema>;

/** @returns a sync and how it went as one file, without personal data. @throws {InvalidProcessDataError} when the process is no sync. */
export async function exportSync(
  process: Process,
  { documents, at, ...options }: { readonly documents: Pick<DocumentStore, 'find'> | undefined; readonly at: string } & CallOptions,
): Promise<SyncExport> {
  const { states, samples } = documents === undefined ? { states: [], samples: [] } : await readRecording(documents, process, options);
  const { settled, failed } = process.ledger;
  const outstanding = outstandingUnits(process.ledger);
  return {
    format: 'frigg-crm-sync',
    formatVersion: 1,
    exportedAt: at,
    sync: factsOf(process),
    pages: {
      settled: toRuns(settled),
      failed: toRuns(failed),
      outstanding: toRuns(outstanding),
      known: countValues(settled) + countValues(outstanding),
      isComplete: process.ledger.closed,
    },
    failedPages: failedPagesOf(process),
    errors: groupErrors(readProgress(process).errors).map(({ fingerprint, code, count: times, pages }) => ({
      fingerprint,
      code: toCode(code),
      count: times,
      pages: [...pages],
    })),
    states: withEnds(process, states).map(({ waiting, ...move }) => ({
      ...move,
      waiting: waiting && { ...waiting, code: toCode(waiting.code) },
    })),
    samples,
  };
}

function factsOf(process: Process): SyncExport['sync'] {
  const { connector, personObjectType, syncType, catchUpOf, pagination } = readSyncContext(process);
  const { state, version, createdAt, updatedAt, endedAt, ledger } = process;
  return {
    id: toHash(process.id),
    integration: toHash(process.integrationId),
    connector: toName(connector),
    objectType: toName(personObjectType),
    type: syncType,
    // What a run was named may be anything.
    kind: typeof process.context['run'] === 'string' ? 'named' : catchUpOf === null ? 'sync' : 'catch-up',
    state,
    ended: endedAt !== null,
    counts: countsOf(process),
    pageSize: pagination.pageSize,
    generation: ledger.generation ?? 0,
    version,
    createdAt,
    updatedAt,
    endedAt,
  };
}

function failedPagesOf({ ledger: { failedCounts = {} } }: Process): SyncExport['failedPages'] {
  const pages = Object.entries(failedCounts).map(([page, { synced, failed, skipped }]) => ({
    page: Number(page),
    synced,
    failed,
    skipped,
  }));
  return pages.toSorted((a, b) => a.page - b.page).slice(0, MAX_FAILED_PAGES);
}

/** A program that records nothing may have begun or ended it; the process knows when. */
function withEnds({ state, version, createdAt, updatedAt, endedAt }: Process, states: readonly StateMove[]): readonly StateMove[] {
  const [first] = states;
  const begun = first === undefined || first.version > 0 ? [{ at: createdAt, version: 0, state: 'INITIALIZING', waiting: null }] : [];
  // Each program records the first state that it sees, which another one may have recorded.
  const all = first?.state === 'INITIALIZING' ? states : [...begun, ...states];
  const known = withoutRepeats(all);
  return known.at(-1)?.state === state ? known : [...known, { at: endedAt ?? updatedAt, version, state, waiting: null }];
}

/** What people choose, as the names of accounts, may name a person. */
function toHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** What a connector is called, and what it calls people. */
function toName(text: string): string {
  return /^[A-Za-z][\w-]{0,63}$/.test(text) ? text : 'other';
}

/** Codes of ours and of Quo. An API may answer with anything in the place of a code. */
function toCode(text: string): string {
  return /^[A-Z][A-Z_]{1,63}$|^\d{7}$/.test(text) ? text : 'OTHER';
}
