import type { TestProject } from 'vitest/node';
import { givenPostgres, startEmbeddedPostgres, type TestPostgres } from '../testing/start-test-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A server of this run: tests may end its sessions, and change their settings. */
    readonly postgresUrl: string;
    /** The server of `PG_URL`, for the contract suites; it may be a pooler in transaction mode. The same when none is given. */
    readonly contractUrl: string;
  }
}

let server: TestPostgres | undefined;

export async function setup(project: TestProject): Promise<void> {
  server = await startEmbeddedPostgres();
  project.provide('postgresUrl', server.url);
  project.provide('contractUrl', givenPostgres()?.url ?? server.url);
}

export async function teardown(): Promise<void> {
  await server?.stop();
}
