import { openProcessStore } from '@frigg-crm/postgres-process-repo';
// Loads what workers load, so that it is compiled when they start.
import './open-worker.ts';

/** Makes the tables of a database, as a deployment does. */
async function main(): Promise<void> {
  const store = await openProcessStore({ connectionString: process.argv[2] ?? '' });
  await store.close();
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
