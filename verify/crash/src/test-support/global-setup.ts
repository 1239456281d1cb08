import type { TestProject } from 'vitest/node';
import { startServers, type Servers, type ServerUrls } from './servers.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly servers: ServerUrls;
  }
}

let servers: Servers | undefined;

/** One PostgreSQL and one queue server for all test files. */
export async function setup(project: TestProject): Promise<void> {
  servers = await startServers();
  const { postgresUrl, queueEndpoint, compileCache } = servers;
  project.provide('servers', { postgresUrl, queueEndpoint, compileCache });
}

export async function teardown(): Promise<void> {
  await servers?.stop();
}
