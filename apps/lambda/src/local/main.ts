import { FriggCrmError } from '@frigg-crm/core';
import { readOptions } from './read-options.ts';
import { runLocal, type LocalResult } from './run-local.ts';

/** `lambda:local`: the deployed functions on a local runtime, against an SQS emulator, PostgreSQL, and sandboxes of a CRM and Quo. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const result = await runLocal(options);
  console.log(options.json ? JSON.stringify(result) : describe(result));
  process.exitCode = result.ok ? 0 : 1;
}

function describe(result: LocalResult): string {
  const { processes, quoContacts, ok, kills, deepestChain, invocations, billedSeconds, waitedSeconds, costPerMillionPeople, durationMs } =
    result;
  const synced = processes.reduce((sum, { totalSynced }) => sum + totalSynced, 0);
  return [
    `${synced} synced, ${quoContacts} in Quo: ${ok ? 'exact' : 'NOT exact'}, after ${kills} killed invocations`,
    `${invocations} invocations, ${deepestChain} of them in the longest chain, ${billedSeconds} s billed, ${waitedSeconds} s of them only waiting, ${(durationMs / 1000).toFixed(1)} s in all`,
    `a million people would cost ${costPerMillionPeople} US dollars`,
  ].join('\n');
}

// A signal ends the instances, too: `exit` is emitted.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
try {
  await main();
} catch (error) {
  console.error(FriggCrmError.is(error) ? error.message : error);
  process.exitCode = 1;
}
