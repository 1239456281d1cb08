import { ApplyProcessUpdates, CreateProcess, type ProcessId, type ProcessRepository } from '@frigg-crm/core';
import pg from 'pg';
import { PAGE_SIZE } from './page-updates.ts';

import { INTEGRATIONS, TYPE } from './hot-operations.ts';

const PAGES = 500;
/** Pages with a person that Quo refused. */
const FAILED = 5;
const BATCH = 100_000;

/** A row like the one of a process that ran to its end, on a day of the last year, of one of the integrations. */
const COPY_ROWS = `
  insert into frigg_processes
  select 'finished-' || md5(n::text), user_id, 'integration-' || n % ${INTEGRATIONS}, 'initial-' || n % ${INTEGRATIONS}, type, state,
    context, results, null, child_processes, null, ledger, version,
    created_at - n * interval '30 seconds', updated_at - n * interval '30 seconds', ended_at - n * interval '30 seconds'
  from frigg_processes, generate_series($2::integer, $3::integer) n where id = $1`;

/** Puts so many finished processes into the tables, and vacuums these as autovacuum would. */
export async function fillFinished(
  url: string,
  { processRepository, rows }: { processRepository: ProcessRepository; rows: number },
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // What is measured later waits for the disk; filling need not.
    await client.query('set synchronous_commit = off');
    if (rows > 0) {
      const template = await finishOne(processRepository);
      for (let from = 1; from < rows; from += BATCH) await client.query(COPY_ROWS, [template, from, Math.min(from + BATCH - 1, rows - 1)]);
    }
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

/** A process with what a long one leaves behind: counts, errors, and a ledger with gaps that were closed. */
async function finishOne(processRepository: ProcessRepository): Promise<ProcessId> {
  const { id } = await new CreateProcess({ processRepository }).execute({
    userId: 'user',
    integrationId: 'integration-0',
    name: 'initial-0',
    type: TYPE,
    context: { syncType: 'INITIAL', personObjectType: 'person', pageSize: PAGE_SIZE, startTime: new Date().toISOString() },
  });
  const applyProcessUpdates = new ApplyProcessUpdates({ processRepository });
  await applyProcessUpdates.execute(
    Array.from({ length: PAGES }, (_, unit) => ({
      type: 'SETTLE_UNIT' as const,
      processId: id,
      updateId: `unit#${unit}`,
      unit,
      outcome: 'PROCESSED' as const,
      counts: { synced: PAGE_SIZE - 2, failed: unit < FAILED ? 1 : 0, skipped: unit < FAILED ? 1 : 2 },
      ...(unit < FAILED
        ? { errors: [{ code: 'CONTACT_REFUSED', message: 'Quo refuses this contact', externalId: `person-${unit}` }] }
        : {}),
    })),
  );
  await applyProcessUpdates.execute([
    { type: 'EXPECT_UNITS', processId: id, updateId: 'expect', expectedUnits: PAGES, closed: true, totalRecords: PAGES * PAGE_SIZE },
  ]);
  const process = await processRepository.findById(id);
  if (process?.endedAt == null) throw new Error('The process that all others are to be like has not ended');
  return id;
}
