import { statSync } from 'node:fs';
import { getBuiltinModule } from 'node:process';
import type { DatabaseSync } from 'node:sqlite';
import { APPLICATION_ID, readPragma } from '../connection/check-file.ts';

/**
 * Makes the messages due that consumers had in their hands when they were killed, where no program has the file open: all
 * of these consumers are gone, so nothing has to wait for a visibility timeout. Each keeps its count of receipts. Does
 * nothing where another program has the file open, or where opening the file will fail and say why.
 * @param schemaVersion - Of the tables that this version of the package knows.
 */
export function releaseClaimsOfEndedPrograms(file: string, schemaVersion: number): void {
  // An empty file takes its format from the first transaction.
  if (statSync(file).size === 0) return;
  const { DatabaseSync } = getBuiltinModule('node:sqlite');
  let connection: DatabaseSync | undefined;
  try {
    connection = new DatabaseSync(file, { timeout: 0 });
    // No other program can open the file until this connection is closed.
    connection.exec('pragma locking_mode = exclusive; begin exclusive');
    if (readPragma(connection, 'application_id') === APPLICATION_ID && readPragma(connection, 'user_version') === schemaVersion)
      connection.exec('update frigg_queue_messages set due_at = 1 where claim is not null and due_at > 1');
    connection.exec('commit');
  } catch {
    // Busy, or no database of ours: the visibility timeout, or the error of the next opening.
  } finally {
    connection?.close();
  }
}
