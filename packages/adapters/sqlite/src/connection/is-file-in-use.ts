import { getBuiltinModule } from 'node:process';
import { isBusy, translateError } from '../errors/translate-error.ts';

/**
 * Says whether a program has a database file open, this one included, whether it works or waits: each holds a lock of the
 * operating system on the file, which ends with the program, however that ends.
 * @throws {ConfigurationError} when the file is no database, or cannot be read.
 */
export async function isFileInUse(file: string): Promise<boolean> {
  const { DatabaseSync } = getBuiltinModule('node:sqlite');
  try {
    const connection = new DatabaseSync(file, { timeout: 0 });
    try {
      // https://sqlite.org/pragma.html#pragma_locking_mode: no other connection may be open then, not even an idle one.
      connection.exec('pragma locking_mode = exclusive; begin exclusive; rollback');
      return false;
    } finally {
      connection.close();
    }
  } catch (error) {
    if (isBusy(error)) return true;
    throw translateError(error);
  }
}
