import { argv, stdout } from 'node:process';
import { toProcessId, type Process } from '@frigg-crm/core';
import { EMPTY_LEDGER } from '@frigg-crm/core/adapter';
import { openPostgresStore } from '../open-postgres-store.ts';

const STARTED_AT = '2026-01-05T10:00:00.000Z';

const newProcess: Process = {
  id: toProcessId('process-1'),
  userId: 'user-1',
  integrationId: 'integration-1',
  name: 'export',
  type: 'EXPORT',
  state: 'RUNNING',
  context: {},
  results: {},
  parentProcessId: null,
  childProcesses: [],
  activeKey: 'integration-1:export',
  ledger: EMPTY_LEDGER,
  version: 0,
  createdAt: STARTED_AT,
  updatedAt: STARTED_AT,
  endedAt: null,
};

/**
 * Opens the directory in `argv[2]` and saves one process again and again until it is killed; writes a line for each
 * version as soon as its save is acknowledged.
 */
async function main(dataDir: string): Promise<void> {
  const { processRepository } = await openPostgresStore({ dataDir });
  await processRepository.create(newProcess);
  for (let process = newProcess; ;) {
    process = await processRepository.save({ ...process, context: { text: 'x'.repeat(5000), count: process.version + 1 } });
    const line = `${process.version}\n`;
    await new Promise((resolve) => stdout.write(line, resolve));
  }
}

void main(argv[2] ?? '');
