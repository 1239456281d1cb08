import { toProcessId, type Process } from '@frigg-crm/core';
import { EMPTY_LEDGER, toIso } from '@frigg-crm/core/adapter';
import { TEST_START_MS } from '../clock/virtual-clock.ts';

/** A complete process with fixed ids and times; `overrides` replace fields. */
export function aProcess(overrides: Partial<Process> = {}): Process {
  const at = toIso(TEST_START_MS);
  return {
    id: toProcessId('process-1'),
    userId: 'user-1',
    integrationId: 'integration-1',
    name: 'integration-1-person-sync',
    type: 'CRM_SYNC',
    state: 'INITIALIZING',
    context: {},
    results: {},
    parentProcessId: null,
    childProcesses: [],
    activeKey: null,
    ledger: EMPTY_LEDGER,
    version: 0,
    createdAt: at,
    updatedAt: at,
    endedAt: null,
    ...overrides,
  };
}
