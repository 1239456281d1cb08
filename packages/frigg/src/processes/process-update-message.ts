import { InvalidMessageError, InvalidProcessDataError, type JsonObject } from '@frigg-crm/core';

const OPERATIONS = ['UPDATE_STATE', 'UPDATE_METRICS', 'COMPLETE_PROCESS', 'HANDLE_ERROR'] as const;

/** What a message to the queue of processes may ask for. */
export type FriggOperation = (typeof OPERATIONS)[number];

/** The operations, by Frigg's names. */
export const ProcessUpdateOperation = {
  UPDATE_STATE: 'UPDATE_STATE',
  UPDATE_METRICS: 'UPDATE_METRICS',
  COMPLETE_PROCESS: 'COMPLETE_PROCESS',
  HANDLE_ERROR: 'HANDLE_ERROR',
  VALID_OPERATIONS: OPERATIONS,
  /** @returns whether there is such an operation. */
  isValid: (operation: unknown): operation is FriggOperation => (OPERATIONS as readonly unknown[]).includes(operation),
} as const;

/** What {@link ProcessUpdateMessage} is made of. */
export interface ProcessUpdateMessageData {
  readonly processId: string;
  readonly operation: FriggOperation;
  readonly data: object;
  /** @defaultValue now */
  readonly timestamp?: Date | undefined;
}

type GivenMessage = { readonly [Key in keyof ProcessUpdateMessageData]?: ProcessUpdateMessageData[Key] | undefined };

/** A message of Frigg's queue of processes. Immutable. */
export class ProcessUpdateMessage {
  readonly processId: string;
  readonly operation: FriggOperation;
  readonly data: Readonly<Record<string, unknown>>;
  readonly timestamp: Date;

  /** @throws {InvalidProcessDataError} naming what is missing or wrong. */
  constructor({ processId, operation, data, timestamp }: GivenMessage = {}) {
    this.processId = readProcessId(processId);
    if (operation === undefined || operation === null) throw refused('operation is required');
    if (!ProcessUpdateOperation.isValid(operation))
      throw refused(`Invalid operation type: ${String(operation)}. Valid operations: ${OPERATIONS.join(', ')}`);
    this.operation = operation;
    if (data === undefined || data === null) throw refused('data is required');
    if (typeof data !== 'object' || Array.isArray(data)) throw refused('data must be an object');
    this.data = Object.freeze({ ...data });
    // As Frigg: what is empty is no time either.
    const at: unknown = timestamp || new Date();
    if (!(at instanceof Date) || Number.isNaN(at.getTime())) throw refused('timestamp must be a Date object');
    this.timestamp = at;
    Object.freeze(this);
  }

  /**
   * Reads a message as JSON text or as what was parsed of it.
   * @throws {InvalidMessageError} for a text that is no JSON; {InvalidProcessDataError} as the constructor.
   */
  static fromJSON(json: string | object): ProcessUpdateMessage {
    const { processId, operation, data, timestamp } = (typeof json === 'string' ? parse(json) : json) as Readonly<Record<string, never>>;
    return new ProcessUpdateMessage({ processId, operation, data, timestamp: new Date(timestamp ?? Number.NaN) });
  }

  /** @returns the message as it travels. */
  toJSON(): JsonObject {
    const { processId, operation, data, timestamp } = this;
    return { processId, operation, data: data as JsonObject, timestamp: timestamp.toISOString() };
  }

  /** @returns the group of a FIFO queue: messages of one process keep their order. */
  getMessageGroupId(): string {
    return `process-${this.processId}`;
  }

  /** @returns what names this message to a FIFO queue. */
  getMessageDeduplicationId(): string {
    return `${this.processId}-${this.operation}-${this.timestamp.getTime()}`;
  }
}

function readProcessId(processId: unknown): string {
  if (processId === undefined || processId === null) throw refused('processId is required');
  if (typeof processId !== 'string') throw refused('processId must be a string');
  if (processId.trim() === '') throw refused('processId cannot be empty');
  return processId;
}

function parse(text: string): object {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null) return json;
  } catch (cause) {
    throw new InvalidMessageError('Not a process update: the body is no JSON', { cause });
  }
  throw new InvalidMessageError('Not a process update: the body is no object');
}

function refused(text: string): InvalidProcessDataError {
  return new InvalidProcessDataError(text);
}
