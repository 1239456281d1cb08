import { createMemoryProcessRepository } from '@frigg-crm/memory';
import { describe, expect, it } from 'vitest';
import { createProcessSystem, DATA, NOW } from '../test-support/process-system.ts';
import { CreateProcess, type FriggProcessData } from './create-process.ts';
import { GetProcess } from './get-process.ts';
import { UpdateProcessMetrics } from './update-process-metrics.ts';
import { UpdateProcessState } from './update-process-state.ts';

describe('each use case', () => {
  const CLASSES = { CreateProcess, GetProcess, UpdateProcessState, UpdateProcessMetrics } as const;
  it.each(Object.keys(CLASSES) as (keyof typeof CLASSES)[])('%s needs a repository of this project, and shows it', (name) => {
    const UseCase = CLASSES[name] as new (options: object) => { processRepository: unknown };
    expect(() => new UseCase({})).toThrow('processRepository is required');
    expect(() => new UseCase({ processRepository: null })).toThrow('processRepository is required');
    const ofFrigg = { processRepository: { create: async () => ({}), update: async () => ({}), findById: async () => null } };
    expect(() => new UseCase(ofFrigg)).toThrow('a repository of Frigg has no save');
    const processRepository = createMemoryProcessRepository();
    expect(new UseCase({ processRepository }).processRepository).toBe(processRepository);
  });
});

describe('CreateProcess', () => {
  it('fills in what is not given, and returns the record with dates', async () => {
    const created = await createProcessSystem().creating.execute(DATA);
    expect(created).toEqual({
      ...DATA,
      id: expect.any(String) as string,
      state: 'INITIALIZING',
      context: {},
      results: {},
      childProcesses: [],
      parentProcessId: null,
      createdAt: NOW,
      updatedAt: NOW,
    });
  });

  it.each([
    [{ state: 'RUNNING' }, { state: 'RUNNING' }],
    [{ state: '' }, { state: 'INITIALIZING' }],
    [{ context: { step: 1, since: NOW } }, { context: { step: 1, since: NOW.toISOString() } }],
    [{ context: { left: undefined, kept: null } }, { context: { kept: null } }],
    [{ context: null }, { context: {} }],
    [{ results: { aggregateData: { totalSynced: 0 } } }, { results: { aggregateData: { totalSynced: 0 } } }],
    [{ results: null }, { results: {} }],
    [{ childProcesses: [] }, { childProcesses: [] }],
    [{ childProcesses: null }, { childProcesses: [] }],
    [{ parentProcessId: null }, { parentProcessId: null }],
    [{ parentProcessId: '' }, { parentProcessId: null }],
    [{ unknown: 1 }, { name: 'export' }],
    [
      { type: 'CRM_SYNC', state: 'FETCHING_TOTAL' },
      { type: 'CRM_SYNC', state: 'FETCHING_TOTAL' },
    ],
  ])('stores %j as %j', async (data, stored) => {
    expect(await createProcessSystem().creating.execute({ ...DATA, ...data })).toMatchObject(stored);
  });

  it.each([
    [{ userId: undefined }, 'Missing required fields for process creation: userId'],
    [{ userId: '' }, 'Missing required fields for process creation: userId'],
    [{ integrationId: undefined }, 'Missing required fields for process creation: integrationId'],
    [{ name: undefined }, 'Missing required fields for process creation: name'],
    [{ type: undefined }, 'Missing required fields for process creation: type'],
    [{ name: '', type: null }, 'Missing required fields for process creation: name, type'],
    [{ userId: 5 }, 'userId must be a string'],
    [{ integrationId: 17 }, 'integrationId must be a string'],
    [{ name: {} }, 'name must be a string'],
    [{ type: [1] }, 'type must be a string'],
    [{ state: 5 }, 'state must be a string'],
    [{ state: 'DONE' }, 'DONE is not a state of a EXPORT process'],
    [{ context: 'x' }, 'context must be an object'],
    [{ context: 5 }, 'context must be an object'],
    [{ results: 'x' }, 'results must be an object'],
    [{ childProcesses: 'x' }, 'childProcesses must be an array'],
    [{ childProcesses: ['p2'] }, 'create the children with parentProcessId'],
    [{ parentProcessId: 5 }, 'parentProcessId must be a string'],
  ])('refuses %j: %s', async (data, text) => {
    const { creating } = createProcessSystem();
    await expect(creating.execute({ ...DATA, ...data } as FriggProcessData)).rejects.toThrow(text);
    await expect(creating.execute({ ...DATA, ...data } as FriggProcessData)).rejects.toMatchObject({ code: 'INVALID_PROCESS_DATA' });
  });

  it('refuses a value that is no JSON', async () => {
    await expect(createProcessSystem().creating.execute({ ...DATA, context: { big: 1n } })).rejects.toThrow(
      'context cannot be written as JSON',
    );
  });

  it('says that the store failed', async () => {
    const processRepository = { ...createMemoryProcessRepository(), create: async () => Promise.reject(new Error('disk full')) };
    const creating = new CreateProcess({ processRepository });
    await expect(creating.execute(DATA)).rejects.toThrow('Failed to create process: disk full');
  });

  it('never makes an id that Frigg would read as the number of another row', async () => {
    const { creating } = createProcessSystem();
    expect((await creating.execute(DATA)).id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });
});

describe('GetProcess', () => {
  it('returns a process, null for none, or throws', async () => {
    const { getting, create } = createProcessSystem();
    const id = await create();
    expect(await getting.execute(id)).toMatchObject({ id, ...DATA, createdAt: NOW });
    expect(await getting.executeOrThrow(id)).toEqual(await getting.execute(id));
    expect(await getting.execute('p9')).toBeNull();
    await expect(getting.executeOrThrow('p9')).rejects.toThrow('Process not found: p9');
    await expect(getting.executeOrThrow('p9')).rejects.toMatchObject({ code: 'PROCESS_NOT_FOUND' });
  });

  it('returns many in the order of the ids, without those that are not there', async () => {
    const { getting, create } = createProcessSystem();
    const [first, second] = [await create(), await create({ name: 'import' })];
    const found = await getting.executeMany([second, 'p9', first]);
    expect(found.map(({ id }) => id)).toEqual([second, first]);
    expect(await getting.executeMany([])).toEqual([]);
  });

  it.each([undefined, null, '', 5, {}])('refuses the id %j', async (id) => {
    const { getting } = createProcessSystem();
    await expect(getting.execute(id as string)).rejects.toThrow('processId must be a non-empty string');
    await expect(getting.executeOrThrow(id as string)).rejects.toThrow('processId must be a non-empty string');
    await expect(getting.executeMany([id as string])).rejects.toThrow('processId must be a non-empty string');
  });

  it.each([undefined, 'p1', {}])('refuses %j for a list of ids', async (ids) => {
    await expect(createProcessSystem().getting.executeMany(ids as string[])).rejects.toThrow('processIds must be an array');
  });

  it('says that the store failed', async () => {
    const processRepository = { ...createMemoryProcessRepository(), findById: async () => Promise.reject(new Error('gone')) };
    await expect(new GetProcess({ processRepository }).execute('p1')).rejects.toThrow('Failed to retrieve process: gone');
  });
});
