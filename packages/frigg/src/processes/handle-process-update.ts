import { ConfigurationError, FriggCrmError, InvalidMessageError, StorageError } from '@frigg-crm/core';
import type { FriggProcess } from './frigg-process.ts';
import { isObject } from './frigg-process.ts';
import { ProcessUpdateMessage } from './process-update-message.ts';
import type { FriggMetrics, UpdateProcessMetrics } from './update-process-metrics.ts';
import type { UpdateProcessState } from './update-process-state.ts';

/** What {@link HandleProcessUpdate} is made with. */
export interface HandleProcessUpdateOptions {
  readonly updateProcessState: Pick<UpdateProcessState, 'execute'>;
  readonly updateProcessMetrics: Pick<UpdateProcessMetrics, 'execute'>;
}

/** Carries out a message of Frigg's queue of processes. One that is delivered twice counts once. */
export class HandleProcessUpdate {
  readonly updateProcessState: HandleProcessUpdateOptions['updateProcessState'];
  readonly updateProcessMetrics: HandleProcessUpdateOptions['updateProcessMetrics'];

  /** @throws {ConfigurationError} naming the use case that is missing. */
  constructor({ updateProcessState, updateProcessMetrics }: Partial<HandleProcessUpdateOptions> = {}) {
    if (!updateProcessState) throw new ConfigurationError('updateProcessState is required');
    if (!updateProcessMetrics) throw new ConfigurationError('updateProcessMetrics is required');
    this.updateProcessState = updateProcessState;
    this.updateProcessMetrics = updateProcessMetrics;
  }

  /**
   * @returns the process as stored.
   * @throws with the prefix `Failed to handle process update: `; the code is that of its cause.
   */
  async execute(message: ProcessUpdateMessage): Promise<FriggProcess> {
    if (!(message instanceof ProcessUpdateMessage)) throw new InvalidMessageError('message must be an instance of ProcessUpdateMessage');
    try {
      return await this.#route(message);
    } catch (error) {
      throw withPrefixedText(error);
    }
  }

  /** Reads the body of a message of SQS and carries it out. */
  async executeFromSQS({ body }: { readonly body: string }): Promise<FriggProcess> {
    return this.execute(ProcessUpdateMessage.fromJSON(body));
  }

  async #route(message: ProcessUpdateMessage): Promise<FriggProcess> {
    const { processId, operation, data } = message;
    const once = { updateId: message.getMessageDeduplicationId() };
    switch (operation) {
      case 'UPDATE_METRICS':
        return this.updateProcessMetrics.execute(processId, data['metricsUpdate'] as FriggMetrics, once);
      case 'COMPLETE_PROCESS':
        return this.updateProcessState.execute(processId, 'COMPLETED', { endTime: message.timestamp.toISOString() }, once);
      case 'HANDLE_ERROR':
        return this.updateProcessState.execute(processId, 'ERROR', errorContext(message), once);
      default:
        return this.updateProcessState.execute(processId, data['state'] as string, data['contextUpdates'] as object | undefined, once);
    }
  }
}

/** The stack of an error stays where it was thrown: it may quote data. */
function errorContext({ data, timestamp }: ProcessUpdateMessage): object {
  const { error } = data;
  const text = isObject(error) && typeof error['message'] === 'string' ? error['message'] : 'unknown';
  return { error: text, errorTimestamp: timestamp.toISOString() };
}

const PREFIX = 'Failed to handle process update: ';

function withPrefixedText(error: unknown): Error {
  const text = PREFIX + (error instanceof Error ? error.message : String(error));
  if (!FriggCrmError.is(error)) return new StorageError(text, { cause: error });
  Object.defineProperty(error, 'message', { value: text, configurable: true, writable: true });
  return error;
}
