import { EMPTY_LEDGER } from '../domain/process/ledger.ts';
import type { Process } from '../domain/process/process.ts';
import { toProcessId } from '../domain/process/process-id.ts';
import { toIso } from '../domain/process/timing.ts';
import { TEST_START_MS } from './still-clock.ts';

/** A complete process with fixed ids and times; `overrides` replace fields. */
export function aProcess(overrides: Partial<Process> = {}): Process {
  return {
    id: toProcessId('process-1'),
    userId: 'user-1',
    integrationId: 'integration-1',
    name: 'integration-1-people',
    type: 'CRM_LIKE',
    state: 'INITIALIZING',
    context: {},
    results: {},
    parentProcessId: null,
    childProcesses: [],
    activeKey: null,
    ledger: EMPTY_LEDGER,
    version: 0,
    createdAt: toIso(TEST_START_MS),
    updatedAt: toIso(TEST_START_MS),
    endedAt: null,
    ...overrides,
  };
}
