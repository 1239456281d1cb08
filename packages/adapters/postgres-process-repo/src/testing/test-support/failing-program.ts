import process from 'node:process';
import { startTestPostgres } from '../start-test-postgres.ts';

/** Completes its work, and ends with an exit code of failure. */
async function fail(): Promise<void> {
  const { stop } = await startTestPostgres();
  await stop();
  process.exitCode = 3;
}

void fail();
