import type { ExportedSync } from '../api/types.ts';
import { count, flag, listOf, moment, objectOf, oneOf, orNull, runs, ShapeError, text, type Shape } from './shape.ts';

/** No export of a sync is larger, in bytes. */
export const MAX_EXPORT_BYTES = 8_000_000;

/** Why a file cannot be opened. */
export type ExportFault = 'TOO_LARGE' | 'NO_JSON' | 'FOREIGN' | 'OLDER' | 'NEWER' | 'BROKEN';

/** A file that is no export of a sync, or none that this page can open. */
export class ExportError extends Error {
  readonly code: ExportFault;

  constructor(code: ExportFault, message: string) {
    super(message);
    this.name = 'ExportError';
    this.code = code;
  }
}

const counts: Shape<ExportedSync['sync']['counts']> = objectOf({
  processed: count,
  synced: count,
  failed: count,
  skipped: count,
  stale: count,
  total: orNull(count),
  totalIsFinal: flag,
});

const file: Shape<ExportedSync> = objectOf<ExportedSync>({
  format: oneOf('frigg-crm-sync'),
  formatVersion: oneOf(1),
  exportedAt: moment,
  sync: objectOf<ExportedSync['sync']>({
    id: text,
    integration: text,
    connector: text,
    objectType: text,
    type: oneOf('INITIAL', 'ONGOING', 'WEBHOOK'),
    kind: oneOf('sync', 'catch-up', 'named'),
    state: text,
    ended: flag,
    counts,
    pageSize: count,
    generation: count,
    version: count,
    createdAt: moment,
    updatedAt: moment,
    endedAt: orNull(moment),
  }),
  pages: objectOf({ settled: runs, failed: runs, outstanding: runs, known: count, isComplete: flag }),
  failedPages: listOf(objectOf({ page: count, synced: count, failed: count, skipped: count })),
  errors: listOf(objectOf({ fingerprint: text, code: text, count, pages: listOf(count) })),
  states: listOf(objectOf({ at: moment, version: count, state: text, waiting: orNull(objectOf({ code: text, until: orNull(moment) })) })),
  samples: listOf(
    objectOf({
      at: moment,
      version: count,
      counts,
      known: count,
      isComplete: flag,
      pages: orNull(objectOf({ settled: runs, failed: runs })),
    }),
  ),
});

/** @returns what a file holds. @throws {ExportError} naming what is wrong with it. */
export function readExport(content: string): ExportedSync {
  if (content.length > MAX_EXPORT_BYTES) throw tooLarge();
  const parsed = parse(content);
  checkFormat(parsed);
  try {
    return file(parsed);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw new ExportError('BROKEN', `The export is damaged: ${error.message}. Export the sync again.`);
  }
}

/** @returns why a file is not even read. */
export function tooLarge(): ExportError {
  return new ExportError('TOO_LARGE', `The file is larger than ${MAX_EXPORT_BYTES / 1_000_000} MB, which no export of a sync is.`);
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new ExportError('NO_JSON', 'The file is no JSON: it is no export of a sync, or only a part of one.');
  }
}

function checkFormat(parsed: unknown): void {
  const { format, formatVersion } = (parsed ?? {}) as Partial<Record<string, unknown>>;
  if (format === 'frigg-crm-run')
    throw new ExportError('OLDER', 'The file was exported by an earlier version, without a history. Export the sync again.');
  if (format !== 'frigg-crm-sync') throw new ExportError('FOREIGN', 'The file is JSON, but no export of a sync.');
  if (typeof formatVersion === 'number' && formatVersion > 1)
    throw new ExportError('NEWER', 'The file was exported by a later version than this page has. Open it there.');
}
