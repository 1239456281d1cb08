import { expect, it } from 'vitest';
import { CRM_LIKE } from '../test-support/crm-like-process-type.ts';
import { createTestSystem } from '../test-support/test-system.ts';
import { expectUnits, settleUnit } from '../test-support/updates.ts';
import { ControlProcess } from './control-process.ts';
import { CreateProcess } from './create-process.ts';
import { createProcesses } from './create-processes.ts';
import { UpdateProcessMetrics } from './update-process-metrics.ts';
import { UpdateProcessState } from './update-process-state.ts';

const data = { userId: 'u1', integrationId: 'i1', name: 'export', type: 'EXPORT' };

it('serves a process from its creation to its end, and publishes each step', async () => {
  const { processes: processRepository, clock } = createTestSystem();
  const published: string[] = [];
  const publisher = {
    publish: ({ state, processed, kind }: { state: string; processed: number; kind: string }) =>
      void published.push(`${kind} ${state} ${processed}`),
  };
  const processes = createProcesses({ processRepository, publisher, clock });
  const { id } = await processes.create(data);
  await processes.apply([{ ...expectUnits(2, true), processId: id }]);
  await processes.metrics(id, { processed: 1, failed: 1 }, { updateId: 'batch#0' });
  await processes.control.pause(id);
  await processes.control.resume(id);
  await processes.moveTo(id, 'RUNNING', { step: 2 });
  await processes.apply([0, 1].map((unit) => ({ ...settleUnit(unit, { synced: 2 }), processId: id })));
  expect(await processes.get(id)).toMatchObject({ state: 'COMPLETED', context: { step: 2, processedRecords: 5 } });
  expect(await processes.get('missing')).toBeUndefined();
  expect(published.at(0)).toBe('process INITIALIZING 0');
  expect(published.at(-1)).toBe('process COMPLETED 5');
});

it('publishes and sends from a use case that was given no ApplyProcessUpdates', async () => {
  const { processes: processRepository, dispatcher, clock } = createTestSystem();
  const published: string[] = [];
  const publisher = { publish: ({ state }: { state: string }) => void published.push(state) };
  const creating = new CreateProcess({ processRepository, dispatcher, publisher, clock });
  const { id } = await creating.execute({ ...data, firstMessages: [{ event: 'START', data: {} }] });
  await new UpdateProcessState({ processRepository, publisher, clock }).execute(id, 'RUNNING');
  expect(dispatcher.sent).toHaveLength(1);
  expect(published).toContain('RUNNING');
});

it('F30: lets every use case know the types of its processes', async () => {
  const { processes: processRepository, dispatcher } = createTestSystem();
  const shared = { processRepository, dispatcher, processTypes: [CRM_LIKE] };
  const { id } = await new CreateProcess(shared).execute({ ...data, type: 'CRM_LIKE' });
  expect((await new UpdateProcessState(shared).execute(id, 'FETCHING')).state).toBe('FETCHING');
  await new UpdateProcessMetrics(shared).execute(id, { processed: 1, success: 1 });
  await expect(new UpdateProcessState({ processRepository }).execute(id, 'RUNNING')).rejects.toThrow(
    'no state FETCHING is known: give the machine of its type as processTypes',
  );
  expect((await new ControlProcess(shared).cancel(id)).state).toBe('CANCELLED');
});

it('F34: refuses options that no use case has, by their names', () => {
  const { processes: processRepository } = createTestSystem();
  expect(() => new UpdateProcessMetrics({ processRepository, websocketService: {} } as never)).toThrow(
    'websocketService is no option of it',
  );
  expect(() => createProcesses({ processRepository, processTypes: [] } as never)).toThrow('processTypes is no option of it');
});
