import process from 'node:process';
import { startTestPostgres } from '../start-test-postgres.ts';

/** Does its work in order, and says in the end that it has failed. */
async function fail(): Promise<void> {
  const { stop } = await startTestPostgres();
  await stop();
  process.exitCode = 3;
}

void fail();
