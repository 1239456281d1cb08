import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openProcessStore } from '@frigg-crm/postgres-process-repo';

/** A folder with data directories for PGlite. */
export interface PgliteFolder {
  /** @returns a directory with an empty, migrated database. */
  newDataDir(name: string): Promise<string>;
  remove(): Promise<void>;
}

/** Makes one database and copies it from then on: to make one takes seconds, to copy it none. */
export async function createPgliteFolder(): Promise<PgliteFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'frigg-cli-'));
  const template = join(folder, 'template');
  const { close } = await openProcessStore({ dataDir: template });
  await close();
  return {
    async newDataDir(name) {
      const dataDir = join(folder, name);
      await cp(template, dataDir, { recursive: true });
      return dataDir;
    },
    remove: async () => rm(folder, { recursive: true, force: true }),
  };
}
