import { createMemoryProcessRepository } from '@frigg-crm/memory';
import { createVirtualClock, TEST_START_MS } from '@frigg-crm/testing';
import { CreateProcess, type FriggProcessData } from '../processes/create-process.ts';
import { GetProcess } from '../processes/get-process.ts';
import { HandleProcessUpdate } from '../processes/handle-process-update.ts';
import { createProcessCommands } from '../processes/process-commands.ts';
import { UpdateProcessMetrics, type WebsocketService } from '../processes/update-process-metrics.ts';
import { UpdateProcessState } from '../processes/update-process-state.ts';

/** A process that can be created. */
export const DATA: FriggProcessData = { userId: 'u1', integrationId: '17', name: 'export', type: 'EXPORT' };
/** When the clock of a system begins. */
export const NOW = new Date(TEST_START_MS);

/** Every use case over one store, and what was broadcast. */
export interface ProcessSystem {
  readonly clock: ReturnType<typeof createVirtualClock>;
  readonly processRepository: ReturnType<typeof createMemoryProcessRepository>;
  readonly sent: unknown[];
  readonly creating: CreateProcess;
  readonly getting: GetProcess;
  readonly moving: UpdateProcessState;
  readonly measuring: UpdateProcessMetrics;
  readonly handling: HandleProcessUpdate;
  readonly commands: ReturnType<typeof createProcessCommands>;
  /** @returns the id of a new process. */
  create(data?: Partial<FriggProcessData>): Promise<string>;
}

export function createProcessSystem(): ProcessSystem {
  const clock = createVirtualClock();
  const processRepository = createMemoryProcessRepository();
  const shared = { processRepository, clock };
  const sent: unknown[] = [];
  const websocketService: WebsocketService = { broadcast: (message) => void sent.push(message) };
  const moving = new UpdateProcessState(shared);
  const measuring = new UpdateProcessMetrics({ ...shared, websocketService });
  return {
    clock,
    processRepository,
    sent,
    creating: new CreateProcess(shared),
    getting: new GetProcess(shared),
    moving,
    measuring,
    handling: new HandleProcessUpdate({ updateProcessState: moving, updateProcessMetrics: measuring }),
    commands: createProcessCommands({ ...shared, websocketService }),
    create: async (data = {}) => (await new CreateProcess(shared).execute({ ...DATA, ...data })).id,
  };
}
