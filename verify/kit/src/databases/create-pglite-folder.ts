import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';

/** A folder with data directories for PGlite. */
export interface PgliteFolder {
  /** @returns a directory with an empty, migrated database: a copy of the run's template. */
  createDataDir(): Promise<string>;
  remove(): Promise<void>;
}

/** Creates an empty folder. The project's `globalSetup` must name `verify/kit/src/databases/global-setup.ts`. */
export async function createPgliteFolder(): Promise<PgliteFolder> {
  const { pgliteTemplate } = inject('databases');
  const folder = await mkdtemp(join(tmpdir(), 'frigg-crm-pglite-'));
  return {
    async createDataDir() {
      const dataDir = join(folder, randomUUID());
      await cp(pgliteTemplate, dataDir, { recursive: true });
      return dataDir;
    },
    remove: async () => rm(folder, { recursive: true, force: true }),
  };
}
