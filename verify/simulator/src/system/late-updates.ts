import type { JsonObject, Process, ProcessUpdate } from '@frigg-crm/core';
import { readSyncContext } from '@frigg-crm/crm-base';
import type { Operator } from './operator.ts';
import type { SimulatedSystem } from './simulated-system.ts';

/** The work that arrives late takes so long, in milliseconds. */
const LATE_MS = 300;

/**
 * Has work of the life before a redrive arrive after it: what a worker reports that stood still meanwhile, and messages
 * that were handed out again. None of it may change anything.
 * @param failed - The process as it was before it was redriven.
 */
export function sendLateUpdates(system: SimulatedSystem, operator: Operator, failed: Process): void {
  const { simulation, backend } = system;
  const { id, integrationId } = failed;
  const unit = failed.ledger.failed[0]?.[0];
  operator.ask({
    name: `late updates of ${id}`,
    integrationId,
    persists: false,
    async run(_, { engine }) {
      for (const update of lateUpdates(failed, unit)) {
        const [applied] = await engine.processManager.apply([update]);
        if (applied?.outcome === 'folded') simulation.fail('an update of an older generation changes nothing', `${update.type} of ${id}`);
      }
    },
  });
  if (system.plan.hasMemoryQueues) return;
  const queues = backend.openQueues('');
  const { generation = 0 } = failed.ledger;
  const { connector, personObjectType } = readSyncContext(failed);
  const address = { integrationId, connector, personObjectType, processId: id, ...(generation > 0 && { generation }) };
  const put = (event: string, data: JsonObject, queue = queues.work): void =>
    queue.put(JSON.stringify({ v: 1, event, data: { ...address, ...data } }), integrationId, LATE_MS);
  put('COMPLETE_SYNC', {}, backend.deadLetterQueues.work);
  if (unit === undefined) return;
  const reference = failed.ledger.open[String(unit)] ?? { kind: 'page', page: unit, cursor: null, endsPlan: false };
  // A fetch that was given up has no people.
  if (reference['closes'] !== true) put('PROCESS_PERSON_BATCH', { unit, attempt: 0, reference, records: [] });
}

function lateUpdates({ id: processId, ledger }: Process, unit: number | undefined): readonly ProcessUpdate[] {
  const base = { processId, updateId: 'late', generation: ledger.generation ?? 0 };
  const counts = { synced: 7, failed: 0, skipped: 0 };
  const settlements: readonly ProcessUpdate[] =
    unit === undefined
      ? []
      : [
          { ...base, type: 'SETTLE_UNIT', unit, outcome: 'FAILED', counts },
          { ...base, type: 'SETTLE_UNIT', unit, outcome: 'PROCESSED', counts },
        ];
  return [
    ...settlements,
    { ...base, type: 'EXPECT_UNITS', expectedUnits: ledger.expectedUnits + 3, closed: true },
    { ...base, type: 'UPDATE_STATE', contextUpdates: { late: true } },
    { ...base, type: 'COMPLETE_PROCESS' },
    { ...base, type: 'HANDLE_ERROR', error: { code: 'LATE', message: 'An error of the life before' } },
  ];
}
