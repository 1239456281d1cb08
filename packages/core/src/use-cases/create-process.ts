import * as z from 'zod';
import type { Effect, MessageEffect } from '../domain/process/effect.ts';
import type { JsonObject } from '../domain/json.ts';
import { EMPTY_LEDGER } from '../domain/process/ledger.ts';
import { findProcessType } from '../domain/process/plain-process-type.ts';
import { isTerminalState, isValidState, type ProcessType } from '../domain/process/process-type.ts';
import type { Process } from '../domain/process/process.ts';
import { toProcessId } from '../domain/process/process-id.ts';
import { toIso } from '../domain/process/timing.ts';
import { InvalidProcessDataError } from '../errors/invalid-process-data-error.ts';
import { checkUpdate } from '../domain/process/check-update.ts';
import { expectUnits } from '../domain/process/fold-units.ts';
import type { ExpectUnitsUpdate } from '../domain/process/process-update.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { ProcessRepository } from '../ports/process-repository.ts';
import { createRandomIds } from '../system/random-ids.ts';
import { systemClock } from '../system/system-clock.ts';
import type { ApplyProcessUpdates } from './apply-process-updates.ts';
import { checkProcessDependencies, toApplyProcessUpdates, type ProcessDependencies } from './process-dependencies.ts';
import { idSchema, jsonObjectSchema, validate } from './validate.ts';

/** What a new process needs. */
export interface CreateProcessData {
  /** Known beforehand where the same process must not be created twice: the second attempt finds it taken. @defaultValue a new one */
  readonly id?: string | undefined;
  readonly userId: string;
  readonly integrationId: string;
  readonly name: string;
  readonly type: string;
  /** @defaultValue the initial state of the type, `INITIALIZING` */
  readonly state?: string | undefined;
  /** @defaultValue {} */
  readonly context?: JsonObject | undefined;
  /** @defaultValue {} */
  readonly results?: JsonObject | undefined;
  /** Only an empty list: children are entered by creating them with `parentProcessId`. @defaultValue [] */
  readonly childProcesses?: readonly string[] | undefined;
  /** @defaultValue null */
  readonly parentProcessId?: string | null | undefined;
  /** At most one process that has not ended may hold it. @defaultValue null */
  readonly activeKey?: string | null | undefined;
  /** Units that are known from the start. @defaultValue none */
  readonly announced?: Pick<ExpectUnitsUpdate, 'expectedUnits' | 'closed' | 'totalRecords' | 'open'> | undefined;
  /** Messages to send once the process is stored: it is never created and forgotten. @defaultValue [] */
  readonly firstMessages?: readonly Pick<MessageEffect, 'event' | 'data'>[] | undefined;
}

/** What {@link CreateProcess} is made with: as every use case. */
export type CreateProcessDependencies = ProcessDependencies;

const REQUIRED = ['userId', 'integrationId', 'name', 'type'] as const;

const createProcessDataSchema = z.strictObject({
  id: idSchema.optional(),
  userId: idSchema,
  integrationId: idSchema,
  name: idSchema,
  type: idSchema,
  state: idSchema.optional(),
  context: jsonObjectSchema.optional(),
  results: jsonObjectSchema.optional(),
  childProcesses: z.array(idSchema).max(0, 'must be empty: create the children with parentProcessId').optional(),
  parentProcessId: idSchema.nullish(),
  activeKey: idSchema.nullish(),
  announced: z
    .strictObject({
      expectedUnits: z.int().min(0),
      closed: z.boolean(),
      totalRecords: z.int().min(0).exactOptional(),
      open: z.record(z.string(), jsonObjectSchema).exactOptional(),
    })
    .optional(),
  firstMessages: z.array(z.strictObject({ event: idSchema, data: jsonObjectSchema })).optional(),
});

/**
 * Creates a process.
 *
 * @example
 * ```ts
 * const process = await new CreateProcess({ processRepository }).execute({ userId: 'u1', integrationId: 'i1', name: 'export', type: 'EXPORT' });
 * ```
 */
export class CreateProcess {
  readonly #repository: ProcessRepository;
  readonly #types: readonly ProcessType[];
  readonly #applyProcessUpdates: ApplyProcessUpdates;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  /** @throws {ConfigurationError} naming the options that are missing or unknown. */
  constructor(dependencies: CreateProcessDependencies) {
    checkProcessDependencies('CreateProcess', dependencies);
    const { processRepository, processTypes = [], clock = systemClock, ids = createRandomIds(clock) } = dependencies;
    this.#repository = processRepository;
    this.#types = processTypes;
    this.#applyProcessUpdates = toApplyProcessUpdates(dependencies);
    this.#clock = clock;
    this.#ids = ids;
  }

  /**
   * @returns the process as stored, its first messages sent.
   * @throws {InvalidProcessDataError} naming everything that is missing or wrong.
   * @throws {ActiveProcessExistsError} when a process with the same `activeKey` has not ended.
   * @throws {ProcessConflictError} when `id` is given and taken.
   */
  async execute(data: CreateProcessData): Promise<Process> {
    const process = this.#build(readData(data));
    if (data.id != null) await this.#assertNoCircle(process);
    await this.#repository.create(process);
    return process.ledger.outbox.length === 0 ? process : this.#applyProcessUpdates.dispatchPending(process.id);
  }

  /** A process that is among its own ancestors could never complete. Only an id that was chosen beforehand can be one. */
  async #assertNoCircle({ id, parentProcessId }: Process): Promise<void> {
    const seen = new Set<string>();
    let ancestor = parentProcessId;
    while (ancestor !== null && !seen.has(ancestor)) {
      if (ancestor === id) throw new InvalidProcessDataError(`Process ${id} cannot be its own ancestor: see parentProcessId`);
      seen.add(ancestor);
      ancestor = (await this.#repository.findById(ancestor))?.parentProcessId ?? null;
    }
  }

  #build(data: z.output<typeof createProcessDataSchema>): Process {
    const type = findProcessType(this.#types, data.type);
    const state = data.state ?? type.initialState;
    if (!isValidState(type, state))
      throw new InvalidProcessDataError(
        `${state} is not a state of a ${data.type} process; its states are ${Object.keys(type.transitions).join(', ')}`,
      );
    if (isTerminalState(type, state)) throw new InvalidProcessDataError(`A process cannot begin at an end: ${state} is one`);
    const id = toProcessId(data.id ?? this.#ids.next());
    const parentProcessId = data.parentProcessId == null ? null : toProcessId(data.parentProcessId);
    const now = toIso(this.#clock.now());
    const process: Process = {
      id,
      userId: data.userId,
      integrationId: data.integrationId,
      name: data.name,
      type: data.type,
      state,
      context: (data.context ?? {}) as JsonObject,
      results: (data.results ?? {}) as JsonObject,
      parentProcessId,
      childProcesses: [],
      activeKey: data.activeKey ?? null,
      ledger: { ...EMPTY_LEDGER, outbox: firstEffects(data, { id, parentProcessId }) },
      version: 0,
      createdAt: now,
      updatedAt: now,
      endedAt: null,
    };
    return data.announced === undefined ? process : announce(process, data.announced as NonNullable<CreateProcessData['announced']>);
  }
}

/** The first messages of a new process, and its entry with its parent. */
function firstEffects(
  { firstMessages = [], announced }: Pick<z.output<typeof createProcessDataSchema>, 'firstMessages' | 'announced'>,
  { id, parentProcessId }: Pick<Process, 'id' | 'parentProcessId'>,
): readonly Effect[] {
  const messages = firstMessages.map(({ event, data }, index): Effect => ({
    kind: 'message',
    id: `${id}:first:${index}`,
    event,
    data: data as JsonObject,
  }));
  if (parentProcessId === null) return messages;
  const childId = `child:${id}:created`;
  const total = announced?.totalRecords === undefined ? {} : { totalRecords: announced.totalRecords };
  const update = { type: 'ADD_CHILD', processId: parentProcessId, updateId: childId, childProcessId: id, ...total } as const;
  return [...messages, { kind: 'update', id: childId, update }];
}

function announce(process: Process, announced: NonNullable<CreateProcessData['announced']>): Process {
  const update: ExpectUnitsUpdate = { type: 'EXPECT_UNITS', processId: process.id, updateId: 'created', ...announced };
  checkUpdate(update);
  return expectUnits(process, update);
}

/** What is missing is said first, in one message, as Frigg does. */
function readData(data: CreateProcessData): z.output<typeof createProcessDataSchema> {
  const given: Partial<Record<string, unknown>> = typeof data === 'object' && data !== null ? { ...data } : {};
  const missing = REQUIRED.filter((key) => given[key] === undefined || given[key] === null || given[key] === '');
  if (missing.length > 0) throw new InvalidProcessDataError(`Missing required fields for process creation: ${missing.join(', ')}`);
  return validate(createProcessDataSchema, data, 'process');
}
