import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for a test file. */
export interface TemporaryFolder {
  readonly path: string;
  /** @returns the path of a file that no one else in this test file uses. */
  readonly newFile: () => string;
  readonly remove: () => Promise<void>;
}

/** Makes an empty folder. */
export async function makeTemporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'frigg-crm-sqlite-'));
  let files = 0;
  return {
    path,
    newFile: () => join(path, `store-${(files += 1)}.sqlite`),
    remove: async () => rm(path, { recursive: true, force: true }),
  };
}
