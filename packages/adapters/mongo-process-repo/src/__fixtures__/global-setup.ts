import type { TestProject } from 'vitest/node';
import { startTestMongo, type TestMongo } from '../testing/start-test-mongo.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly mongoUrl: string;
  }
}

let mongo: TestMongo | undefined;

export async function setup(project: TestProject): Promise<void> {
  mongo = await startTestMongo();
  project.vitest.logger.log(`MongoDB tests use: ${mongo.server}`);
  project.provide('mongoUrl', mongo.url);
}

export async function teardown(): Promise<void> {
  await mongo?.stop();
}
