import { readFileSync } from 'node:fs';
import { syncExportSchema, type SyncExport } from '@frigg-crm/crm-base';
import { ReplayError } from './replay-error.ts';

/** @returns the export of a sync. @throws {ReplayError} naming what is wrong with the file. */
export function readFile(path: string): SyncExport {
  const parsed = parse(path);
  const { format, formatVersion } = (parsed ?? {}) as Partial<Record<string, unknown>>;
  if (format === 'frigg-crm-run') throw new ReplayError('The file was exported by an earlier version, without a history');
  if (format !== 'frigg-crm-sync') throw new ReplayError('The file is no export of a sync');
  if (typeof formatVersion === 'number' && formatVersion > 1) throw new ReplayError('The file was exported by a later version');
  const read = syncExportSchema.safeParse(parsed);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new ReplayError(`The export is damaged: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ReplayError(`The file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
