import {
  CreateProcess,
  FriggCrmError,
  isTerminalState,
  PLAIN_PROCESS_TYPE,
  UpdateProcessMetrics,
  UpdateProcessState,
} from '@frigg-crm/core';
import * as core from '@frigg-crm/core';
import {
  BaseCRMIntegration,
  createSyncEngine,
  ProcessManager,
  QueueManager,
  resolveCrmConfig,
  type CRMConfig,
  type SyncEngine,
} from '@frigg-crm/crm-base';
import { createMemoryQueue, openMemoryStore } from '@frigg-crm/memory';
import { expect, it } from 'vitest';

const { processRepository, mappingRepository } = openMemoryStore();
const EXPORT = { userId: 'u1', integrationId: 'i1', name: 'export', type: 'EXPORT' };
const SYNC = {
  userId: 'u1',
  integrationId: 'i1',
  connector: 'acme',
  personObjectType: 'Person',
  syncType: 'INITIAL',
  pageSize: 10,
} as const;

const createEngine = (): SyncEngine =>
  createSyncEngine({ store: { processRepository, mappingRepository }, queues: { fetch: createMemoryQueue(), work: createMemoryQueue() } });

class AcmeIntegration extends BaseCRMIntegration {
  static readonly Definition = { name: 'acme' };
  static readonly CRMConfig: CRMConfig = {
    personObjectTypes: [{ crmObjectName: 'Person' }],
    syncConfig: { paginationType: 'CURSOR_BASED' },
  };
  async fetchPersonPage(): Promise<never> {
    throw new Error('not called');
  }
  transformPersonToQuo(): never {
    throw new Error('not called');
  }
}

/** @returns the code with which a call of Frigg's form is refused, or what it returns. */
async function outcomeOf(call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    return FriggCrmError.is(error) ? error.code : error;
  }
}

/** Frigg's form: the compiler of a program in TypeScript refuses it already. */
const asFriggDoes = (value: unknown): never => value as never;

it('F38: refuses at once, by code, what has another form here', async () => {
  const state = new UpdateProcessState({ processRepository });
  const metrics = new UpdateProcessMetrics({ processRepository });
  const create = new CreateProcess({ processRepository });
  const { id } = await create.execute(EXPORT);
  const { processManager, queueManager, syncOrchestrator } = createEngine();
  const sync = await processManager.createSyncProcess(SYNC);
  const calls: readonly (readonly [string, () => unknown])[] = [
    ['INVALID_PROCESS_DATA', async () => state.execute(id, 'FETCHING_TOTAL')],
    ['INVALID_PROCESS_DATA', async () => state.execute(id, 'RUNNING', { totalRecords: 3, endTime: '2026-01-05' })],
    ['INVALID_PROCESS_DATA', async () => create.execute({ ...EXPORT, context: asFriggDoes({ at: new Date() }) })],
    ['INVALID_PROCESS_DATA', async () => create.execute({ ...EXPORT, childProcesses: ['7'] })],
    ['INVALID_PROCESS_DATA', async () => metrics.execute(id, { processed: -1 })],
    [
      'INVALID_PROCESS_DATA',
      async () => metrics.execute(id, asFriggDoes({ errorDetails: [{ contactId: 'a', error: 'b', timestamp: 'c' }] })),
    ],
    ['CONFIGURATION_INVALID', () => new UpdateProcessMetrics(asFriggDoes({ processRepository, websocketService: {} }))],
    ['CONFIGURATION_INVALID', () => new ProcessManager(asFriggDoes({ createProcessUseCase: {}, getProcessUseCase: {} }))],
    ['CONFIGURATION_INVALID', () => new QueueManager(asFriggDoes({ queuerUtil: {}, queueUrl: 'https://sqs' }))],
    ['CONFIGURATION_INVALID', () => new AcmeIntegration(asFriggDoes(undefined))],
    ['CONFIGURATION_INVALID', () => new AcmeIntegration(asFriggDoes({ id: 7, userId: 'u1' }))],
    [
      'CONFIGURATION_INVALID',
      () => resolveCrmConfig(asFriggDoes({ ...AcmeIntegration.CRMConfig, queueConfig: { maxWorkers: 5, batchSize: 1 } })),
    ],
    [
      'INVALID_PROCESS_DATA',
      async () => processManager.createSyncProcess(asFriggDoes({ ...SYNC, state: 'INITIALIZING', totalRecords: 3 })),
    ],
    [
      'INVALID_PROCESS_DATA',
      async () => processManager.createSyncProcess({ ...SYNC, integrationId: 'i2', lastSyncedTimestamp: asFriggDoes(new Date()) }),
    ],
    ['ILLEGAL_TRANSITION', async () => processManager.completeProcess(sync.id)],
    [
      'INVALID_MESSAGE',
      async () => queueManager.queueFetchPersonPage(asFriggDoes({ processId: id, personObjectType: 'Person', page: 0, limit: 100 })),
    ],
    ['INVALID_MESSAGE', async () => queueManager.queueProcessPersonBatch(asFriggDoes({ processId: id, crmPersonIds: ['1'], page: 0 }))],
    ['INVALID_MESSAGE', async () => queueManager.queueCompleteSync(asFriggDoes('process-1'))],
    ['INVALID_MESSAGE', async () => queueManager.fanOutPages(asFriggDoes({ processId: id, totalPages: 3, startPage: 0, limit: 100 }))],
    ['INVALID_PROCESS_DATA', async () => syncOrchestrator.handleWebhook(asFriggDoes({ integration: {}, data: { id: 1 } }))],
  ];
  const expected = calls.map(([code, call]) => [code, String(call)]);
  const actual = await Promise.all(calls.map(async ([, call]) => [await outcomeOf(call), String(call)]));
  expect(actual).toEqual(expected);
});

it('F38: differs in silence only where the page says so', async () => {
  const state = new UpdateProcessState({ processRepository });
  const create = new CreateProcess({ processRepository });
  const { id, createdAt } = await create.execute(EXPORT);
  expect([id, createdAt]).toEqual([expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7/), expect.stringMatching(/Z$/)]);
  expect((await state.execute(id, 'PAUSED')).state).toBe('PAUSED');
  const { id: empty } = await create.execute(EXPORT);
  expect((await state.execute(empty, 'COMPLETED')).state).toBe('COMPLETED');
  expect((await state.execute(empty, 'RUNNING')).state).toBe('COMPLETED');
  const friggRepository = { create: async (data: object) => ({ ...data, id: 7 }), findById: async () => null, update: async () => null };
  expect(await outcomeOf(async () => new CreateProcess({ processRepository: asFriggDoes(friggRepository) }).execute(EXPORT))).toMatchObject(
    EXPORT,
  );
  const engine = createEngine();
  const integration = new AcmeIntegration({ ...engine, integrationId: 'i3', userId: 'u1', quoContacts: asFriggDoes({}) });
  const first = await integration.startInitialSync(asFriggDoes({ integrationId: 'another' }));
  expect(await integration.startInitialSync()).toEqual(first);
  expect((await engine.processManager.getProcess(first.processIds[0] ?? ''))?.integrationId).toBe('i3');
  expect(Object.keys(first).toSorted()).toEqual(['message', 'personObjectTypes', 'processIds', 'syncs']);
  expect(integration.config.syncConfig.reverseChronological).toBe(false);
});

it("F38: takes Frigg's words where it says so, and has none of its other names", async () => {
  const create = new CreateProcess({ processRepository });
  const { id } = await create.execute(EXPORT);
  const counted = await new UpdateProcessMetrics({ processRepository }).execute(id, { processed: 2, success: 1, errors: 1 });
  expect(counted.results['aggregateData']).toMatchObject({
    totalSynced: 1,
    totalFailed: 1,
    totalSkipped: 0,
    recordsPerSecond: expect.any(Number),
  });
  expect(counted.context).toMatchObject({ processedRecords: 2, estimatedCompletion: null });
  expect(isTerminalState(PLAIN_PROCESS_TYPE, 'COMPLETED')).toBe(true);
  await expect(create.execute(asFriggDoes({}))).rejects.toThrow(
    'Missing required fields for process creation: userId, integrationId, name, type',
  );
  await expect(new UpdateProcessState({ processRepository }).execute('process-7', 'RUNNING')).rejects.toThrow(
    'Process not found: process-7',
  );
  const gone = ['ProcessState', 'StateTransitions', 'TerminalStates', 'TransitionGuards', 'validateTransition', 'HandleProcessUpdate'];
  expect(Object.keys(core)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(new RegExp(`^(${gone.join('|')}|ProcessQueueService|createProcessCommands)$`))]),
  );
  const { processManager, queueManager } = createEngine();
  for (const name of ['handleError', 'updateTotal', 'getMetadata', 'updateMetadata']) expect(processManager).not.toHaveProperty(name);
  for (const name of ['queueMessage', 'queueMultipleBatches', 'getQueueUrl']) expect(queueManager).not.toHaveProperty(name);
  const members = Object.getOwnPropertyNames(BaseCRMIntegration.prototype);
  for (const name of [
    'on',
    'send',
    'initialize',
    'getMapping',
    'upsertMapping',
    'patchConfig',
    'logSMS',
    'logCall',
    'transformPersonsToQuo',
  ])
    expect(members).not.toContain(name);
});
