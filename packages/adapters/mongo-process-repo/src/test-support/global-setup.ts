import type { TestProject } from 'vitest/node';
import { startWireServer, type WireServer } from '../testing/server/wire-server.ts';
import { startTestMongo, type TestMongo } from '../testing/start-test-mongo.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly mongoUrl: string;
    /** A server that runs each command as one transaction and locks documents one after the other. */
    readonly lockingMongoUrl: string;
  }
}

let mongo: TestMongo | undefined;
let locking: WireServer | undefined;

export async function setup(project: TestProject): Promise<void> {
  mongo = await startTestMongo();
  project.vitest.logger.log(`MongoDB tests use: ${mongo.server}`);
  locking = await startWireServer({ deviations: { locksDocuments: true } });
  project.provide('mongoUrl', mongo.url);
  project.provide('lockingMongoUrl', `mongodb://127.0.0.1:${locking.port}/frigg_test`);
}

export async function teardown(): Promise<void> {
  await locking?.stop();
  await mongo?.stop();
}
