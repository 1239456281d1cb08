import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigurationError } from '@frigg-crm/core';

/**
 * Reads a secret that this program keeps in a file of its own, and makes it when there is none. Only its owner can read
 * the file; of two programs that start at once both use what one of them made.
 * @throws {ConfigurationError} when the file can neither be read nor made.
 */
export async function readKeptSecret(file: string, make: () => string): Promise<string> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, `${make()}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!isThere) throw new ConfigurationError('the secret that belongs to the store cannot be kept in a file beside it', { cause: error });
  }
  const secret = (await readFile(file, 'utf8')).trim();
  if (secret === '') throw new ConfigurationError('the file with the secret that belongs to the store is empty');
  return secret;
}
