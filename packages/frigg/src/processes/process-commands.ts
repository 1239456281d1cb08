import { FriggCrmError } from '@frigg-crm/core';
import { CreateProcess, type FriggProcessData } from './create-process.ts';
import type { FriggProcess } from './frigg-process.ts';
import { GetProcess } from './get-process.ts';
import type { ProcessOptions } from './process-options.ts';
import { UpdateProcessMetrics, type FriggMetrics, type WebsocketService } from './update-process-metrics.ts';
import { UpdateProcessState } from './update-process-state.ts';

/** What a command returns instead of throwing. */
export interface CommandFailure {
  /** As in HTTP: 400 for data that cannot be used, 404 for a process that is not there, 500 for the rest. */
  readonly error: 400 | 404 | 500;
  readonly reason: string;
  readonly code: string | undefined;
}

/** The commands of processes, by Frigg's names. */
export interface ProcessCommands {
  createProcess(data: FriggProcessData): Promise<FriggProcess | CommandFailure>;
  getProcess(processId: string): Promise<FriggProcess | null | CommandFailure>;
  updateProcessState(processId: string, newState: string, contextUpdates?: object): Promise<FriggProcess | CommandFailure>;
  updateProcessMetrics(processId: string, metricsUpdate: FriggMetrics): Promise<FriggProcess | CommandFailure>;
}

/**
 * Frigg's commands of processes over a repository of this project. A failure is a value: check `error` of each result.
 *
 * @example
 * ```ts
 * const commands = createProcessCommands({ processRepository });
 * const process = await commands.createProcess({ userId: 'u1', integrationId: 'i1', name: 'export', type: 'EXPORT' });
 * ```
 */
export function createProcessCommands(
  options: ProcessOptions & { readonly websocketService?: WebsocketService | undefined },
): ProcessCommands {
  const { websocketService, ...shared } = options ?? {};
  const creating = new CreateProcess(shared);
  const getting = new GetProcess(shared);
  const moving = new UpdateProcessState(shared);
  const measuring = new UpdateProcessMetrics({ ...shared, websocketService });
  return {
    createProcess: async (data) => asValue(async () => creating.execute(data)),
    getProcess: async (processId) => asValue(async () => getting.execute(processId)),
    updateProcessState: async (processId, newState, contextUpdates) =>
      asValue(async () => moving.execute(processId, newState, contextUpdates)),
    updateProcessMetrics: async (processId, metricsUpdate) => asValue(async () => measuring.execute(processId, metricsUpdate)),
  };
}

const STATUS: Readonly<Record<string, CommandFailure['error']>> = {
  PROCESS_NOT_FOUND: 404,
  INVALID_PROCESS_DATA: 400,
  ILLEGAL_TRANSITION: 400,
};

async function asValue<Result>(work: () => Promise<Result>): Promise<Result | CommandFailure> {
  try {
    return await work();
  } catch (error) {
    const code = FriggCrmError.is(error) ? error.code : undefined;
    return { error: STATUS[code ?? ''] ?? 500, reason: error instanceof Error ? error.message : String(error), code };
  }
}
