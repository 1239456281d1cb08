import type { DatabaseSync } from 'node:sqlite';
import { ConfigurationError } from '@frigg-crm/core';
import { damaged } from '../errors/translate-error.ts';

/** `Frig`: marks a file as ours (https://sqlite.org/pragma.html#pragma_application_id). */
export const APPLICATION_ID = 0x46726967;

/** A check reads the whole file: this many bytes take about a tenth of a second. That a file was cut short SQLite notices by itself. */
const CHECKED_UP_TO_BYTES = 64 * 1024 * 1024;

/** @returns a pragma that is one number. */
export function readPragma(connection: DatabaseSync, name: string): number {
  return Number(Object.values(connection.prepare(`pragma ${name}`).get() ?? {})[0] ?? 0);
}

/**
 * Validates a file before anything is written to it.
 * @throws {ConfigurationError} when it is another program's, or is damaged.
 */
export function checkFile(connection: DatabaseSync, file: string): void {
  const tables = connection.prepare('select count(*) as count from sqlite_schema').get() as { readonly count: number };
  if (tables.count === 0) return;
  if (readPragma(connection, 'application_id') !== APPLICATION_ID)
    throw new ConfigurationError(`${file} is a database of another program: choose another file`);
  if (readPragma(connection, 'page_count') * readPragma(connection, 'page_size') > CHECKED_UP_TO_BYTES) return;
  const [first] = connection.prepare('pragma quick_check(1)').all() as { readonly quick_check: string }[];
  if (first?.quick_check !== 'ok') throw damaged('quick_check');
}
