import type { TestProject } from 'vitest/node';
import { openSharedDatabases, type DatabaseLocations, type SharedDatabases } from './shared-databases.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly databases: DatabaseLocations;
  }
}

interface Shared {
  users: number;
  readonly opened: Promise<SharedDatabases>;
}

/** The set-ups of all projects run in the main program of the run, each with modules of its own: what they share is global. */
const run = globalThis as { friggCrmDatabases?: Shared | undefined };

/** For `globalSetup` of a project whose tests need a database: the first project of a run opens them, the last one closes them. */
export async function setup(project: TestProject): Promise<void> {
  run.friggCrmDatabases ??= { users: 0, opened: openSharedDatabases() };
  run.friggCrmDatabases.users += 1;
  const { postgresUrl, pgliteTemplate, pgliteImage } = await run.friggCrmDatabases.opened;
  project.provide('databases', { postgresUrl, pgliteTemplate, pgliteImage });
}

export async function teardown(): Promise<void> {
  const shared = run.friggCrmDatabases;
  if (shared === undefined) return;
  shared.users -= 1;
  if (shared.users > 0) return;
  run.friggCrmDatabases = undefined;
  await (await shared.opened).close();
}
