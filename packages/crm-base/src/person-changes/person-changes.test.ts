import { ConfigurationError } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { ApiRefusedError, ApiUnavailableError } from '@frigg-crm/http';
import { TEST_START_MS } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import type { FakePerson } from '../test-support/fake-crm.ts';
import { handleCrmEvent, handlePersonCheck } from './person-changes.ts';
import { createPersonChangesSystem, type PersonChangesSystem } from './test-support/person-changes-system.ts';

const [HOME, WORK] = ['+14155550101', '+14155550102'];
const ana = (changes: Partial<FakePerson> = {}): FakePerson => ({ id: 'p1', name: 'Ana Sol', phone: HOME, ...changes });
const SCOPE = { integrationId: 'i1', objectType: 'Person' };
const MINUTE_MS = 61_000;

/** A system in which Quo holds Ana as the CRM does. */
async function createSynced(config?: Parameters<typeof createPersonChangesSystem>[0]): Promise<PersonChangesSystem> {
  const system = createPersonChangesSystem(config);
  system.crm.put(ana());
  await system.notify('person-changed', 'p1');
  return system;
}

const NONE = { quo: [], mapped: [] };
const ANA = { quo: ['p1'], mapped: ['p1'] };

describe('a person who changed', () => {
  it('is written as the CRM has them now, and costs Quo no call when nothing is new', async () => {
    const system = await createSynced();
    expect(await system.known()).toEqual(ANA);
    expect(await system.notify('person-changed', 'p1')).toBe('synced');
    expect(system.quo.sent.get('p1')).toBe(1);
    system.crm.put(ana({ phone: WORK }));
    expect(await system.notify('person-changed', 'p1')).toBe('synced');
    expect(system.quo.stored.get('p1')).toMatchObject({ source: 'fake', defaultFields: { phoneNumbers: [{ value: WORK }] } });
    expect(await system.mappings.findMany({ ...SCOPE, externalIds: ['p1'] })).toMatchObject([
      { phoneNumbers: [WORK], contentHash: expect.any(String) },
    ]);
    expect(await system.processes.find({})).toEqual([]);
  });

  it('P14: is checked again after a minute when the CRM does not return them, and then counts as deleted', async () => {
    const system = await createSynced();
    system.crm.remove('p1');
    expect(await system.notify('person-changed', 'p1', 'e1')).toBe('check-later');
    expect(await system.known()).toEqual(ANA);
    expect(system.queue.size).toMatchObject({ waiting: 0, delayed: 1 });
    await system.clock.advance(59_999);
    expect(await system.check()).toEqual([]);
    await system.clock.advance(1);
    expect(await system.check()).toEqual(['removed']);
    expect(await system.known()).toEqual(NONE);
    expect(system.quo.deleted).toEqual(['fake/p1']);
  });

  it('P14: is written after a minute when the CRM shows them by then', async () => {
    const system = createPersonChangesSystem();
    expect(await system.notify('person-changed', 'p1')).toBe('check-later');
    system.crm.put(ana());
    await system.clock.advance(MINUTE_MS);
    expect(await system.check()).toEqual(['synced']);
    expect(await system.known()).toEqual(ANA);
  });

  it('is checked once however often the same event comes, also when the queue is away', async () => {
    const system = createPersonChangesSystem(undefined, {
      queueManager: { queueIntegrationMessages: async () => Promise.reject(new Error('away')) },
    });
    for (let time = 0; time < 3; time += 1) expect(await system.notify('person-changed', 'p1', 'e1')).toBe('check-later');
    await system.clock.advance(MINUTE_MS);
    expect(await system.check()).toEqual(['removed']);
    expect(await system.inbox.findDue({ before: '9999-01-01T00:00:00.000Z', limit: 10 })).toEqual([]);
  });

  it('is not touched when the CRM cannot say how it is', async () => {
    const system = await createSynced();
    system.crm.remove('p1');
    system.crm.afterRead = () => {
      throw new ApiUnavailableError({ api: 'Fake', operation: 'GET /person', status: 500 });
    };
    for (const kind of ['person-changed', 'person-deleted'] as const)
      await expect(system.notify(kind, 'p1')).rejects.toMatchObject({ code: 'API_UNAVAILABLE', retryable: true });
    await expect(
      handlePersonCheck(system.dependencies, system.integration, { objectType: 'Person', externalId: 'p1', eventId: 'e1', checks: 1 }),
    ).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    expect(await system.known()).toEqual(ANA);
    expect(await system.inbox.findDue({ before: '9999-01-01T00:00:00.000Z', limit: 10 })).toEqual([]);
  });

  it('P12: is skipped without a phone number, and loses them in Quo and in the mapping when the last one goes', async () => {
    const system = createPersonChangesSystem();
    const { phone: _none, ...rest } = ana();
    system.crm.put(rest);
    expect(await system.notify('person-changed', 'p1')).toBe('skipped');
    expect(await system.known()).toEqual(NONE);
    system.crm.put(ana());
    await system.notify('person-changed', 'p1');
    system.crm.put(rest);
    expect(await system.notify('person-changed', 'p1')).toBe('synced');
    expect(system.quo.stored.get('p1')).toMatchObject({ defaultFields: { phoneNumbers: [] } });
    expect(await system.mappings.findByPhones({ integrationId: 'i1', phoneNumbers: [HOME] })).toEqual([]);
  });

  it('is written in the newest version whatever the order of the events', async () => {
    const system = createPersonChangesSystem();
    system.crm.put(ana({ name: 'new', updatedAt: toIso(TEST_START_MS + 5) }));
    for (const eventId of ['e5', 'e1', 'e3']) await system.notify('person-changed', 'p1', eventId);
    expect(system.quo.stored.get('p1')).toMatchObject({ defaultFields: { firstName: 'new' } });
    expect(system.quo.sent.get('p1')).toBe(1);
  });

  it('B43: is written although others have the number, which is noted without naming it', async () => {
    const system = await createSynced();
    system.crm.put(ana({ id: 'p2', name: 'Bo' }));
    expect(await system.notify('person-changed', 'p2')).toBe('synced');
    expect(system.log.join('\n')).toContain('PHONE_NUMBER_SHARED');
    expect(system.log.join('\n')).not.toMatch(/Ana|Bo|4155550/);
  });

  it('fails for good when Quo refuses them, and for now when Quo is away', async () => {
    const system = createPersonChangesSystem();
    system.crm.put(ana());
    system.quo.answer = ({ externalId }) => ({ kind: 'refused', externalId, code: '0801400', message: 'no' });
    await expect(system.notify('person-changed', 'p1')).rejects.toMatchObject({
      code: 'PERSON_NOT_SYNCED',
      reason: '0801400',
      retryable: false,
    });
    const error = new ApiUnavailableError({ api: 'Quo', operation: 'POST /v1/contacts', status: 503 });
    system.quo.answer = ({ externalId }) => ({ kind: 'unavailable', externalId, error });
    await expect(system.notify('person-changed', 'p1')).rejects.toBe(error);
    system.crm.put(ana({ name: 'broken' }));
    await expect(system.notify('person-changed', 'p1')).rejects.toMatchObject({ reason: 'TRANSFORM_FAILED', retryable: false });
  });
});

describe('a person who was deleted', () => {
  it('B69: is taken out of Quo and the mapping; who is nowhere is no failure', async () => {
    const system = await createSynced();
    system.crm.remove('p1');
    expect(await system.notify('person-deleted', 'p1')).toBe('removed');
    expect(await system.known()).toEqual(NONE);
    expect(await system.notify('person-deleted', 'p1')).toBe('removed');
    expect(await system.notify('person-deleted', 'unknown')).toBe('removed');
    expect(await system.mappings.count(SCOPE)).toBe(0);
  });

  it.each(['person-changed', 'person-deleted'] as const)('is taken out at once when the CRM shows them as deleted (%s)', async (kind) => {
    const system = await createSynced();
    system.crm.put(ana({ deleted: true }));
    expect(await system.notify(kind, 'p1')).toBe('removed');
    expect(await system.known()).toEqual(NONE);
  });

  it('stays in Quo where the policy keeps contacts, and is found by no number any more', async () => {
    const system = await createSynced({});
    system.crm.remove('p1');
    expect(await system.notify('person-deleted', 'p1')).toBe('removed');
    expect(await system.known()).toEqual({ quo: ['p1'], mapped: [] });
    expect(await system.mappings.findByPhones({ integrationId: 'i1', phoneNumbers: [HOME] })).toEqual([]);
    system.crm.put(ana({ phone: WORK }));
    await system.notify('person-changed', 'p1');
    expect(await system.known()).toEqual(ANA);
  });

  it('stays when they are there again, and goes when the CRM was only behind', async () => {
    for (const isBehind of [false, true]) {
      const system = await createSynced();
      expect(await system.notify('person-deleted', 'p1')).toBe('synced');
      if (isBehind) system.crm.remove('p1');
      await system.clock.advance(MINUTE_MS);
      expect(await system.check()).toEqual([isBehind ? 'removed' : 'synced']);
      expect(await system.known()).toEqual(isBehind ? NONE : ANA);
      await system.clock.advance(MINUTE_MS);
      expect(await system.check()).toEqual([]);
    }
  });

  it('stays mapped when Quo cannot delete them now, and goes at the next attempt', async () => {
    const system = await createSynced();
    system.crm.remove('p1');
    const deleteOne = system.quo.deleteByExternalId.bind(system.quo);
    system.quo.deleteByExternalId = async () =>
      Promise.reject(new ApiUnavailableError({ api: 'Quo', operation: 'DELETE /v1/contacts', status: 502 }));
    await expect(system.notify('person-deleted', 'p1', 'e1')).rejects.toMatchObject({ retryable: true });
    expect(await system.known()).toEqual(ANA);
    system.quo.deleteByExternalId = deleteOne;
    expect(await system.notify('person-deleted', 'p1', 'e1')).toBe('removed');
    expect(await system.known()).toEqual(NONE);
  });
});

it.each([
  ['the loser first', ['p1', 'p2']],
  ['the survivor first', ['p2', 'p1']],
])('leaves only the survivor when two people become one: %s', async (_order, order) => {
  const system = await createSynced();
  system.crm.remove('p1');
  system.crm.put(ana({ id: 'p2', name: 'Ana Sol-Ruiz' }));
  // Quo holds another contact with what is the survivor's now.
  system.quo.answer = ({ externalId }) =>
    externalId === 'p2' && system.quo.stored.has('p1') ? { kind: 'refused', externalId, code: 'CONFLICT', message: 'HTTP 409' } : undefined;
  const isTaken = async (id: string): Promise<boolean> =>
    system.notify(id === 'p1' ? 'person-deleted' : 'person-changed', id, id).then(
      () => true,
      (error: { retryable: boolean; reason: string }) => !(error.retryable && error.reason === 'CONFLICT'),
    );
  const left: string[] = [];
  for (const id of order) if (!(await isTaken(id))) left.push(id);
  expect(left).toEqual(order[0] === 'p2' ? ['p2'] : []);
  for (const id of left) expect(await isTaken(id)).toBe(true);
  expect(await system.known()).toEqual({ quo: ['p2'], mapped: ['p2'] });
});

describe('while another worker writes the same person', () => {
  /** Lets something happen right after the next read of the CRM. */
  function afterNextRead({ crm }: PersonChangesSystem, happen: () => Promise<unknown>): void {
    crm.afterRead = async () => {
      crm.afterRead = () => {};
      await happen();
    };
  }

  it('does not restore a person whom it had read before they were deleted', async () => {
    for (const isNew of [true, false]) {
      const system = isNew ? createPersonChangesSystem() : await createSynced();
      system.crm.put(ana({ phone: WORK }));
      afterNextRead(system, async () => {
        system.crm.remove('p1');
        await system.notify('person-deleted', 'p1');
      });
      await system.notify('person-changed', 'p1');
      await system.clock.advance(MINUTE_MS);
      await system.check();
      expect(await system.known()).toEqual(NONE);
    }
  });

  it('does not take out whom it had missed before they came back', async () => {
    const system = await createSynced();
    system.crm.remove('p1');
    afterNextRead(system, async () => {
      system.crm.put(ana({ phone: WORK }));
      await system.notify('person-changed', 'p1');
    });
    await system.notify('person-deleted', 'p1');
    expect(await system.known()).toEqual(ANA);
    expect(system.quo.stored.get('p1')).toMatchObject({ defaultFields: { phoneNumbers: [{ value: WORK }] } });
  });

  it.each([undefined, toIso(TEST_START_MS)])('leaves the newer version where an older one was in hand (both of %s)', async (updatedAt) => {
    const system = await createSynced();
    const version = (name: string): FakePerson => ({ ...ana({ name }), ...(updatedAt !== undefined && { updatedAt }) });
    system.crm.put(version('older'));
    afterNextRead(system, async () => {
      system.crm.put(version('newer'));
      await system.notify('person-changed', 'p1');
    });
    await system.notify('person-changed', 'p1');
    expect(system.quo.stored.get('p1')).toMatchObject({ defaultFields: { firstName: 'newer' } });
  });
});

it('asks a connector that has only a call for many, and believes no record of another id', async () => {
  const system = createPersonChangesSystem();
  const { integration } = system;
  system.crm.put(ana());
  const cannot = async (): Promise<never> => Promise.reject(new ConfigurationError('implement fetchPersonById'));
  Object.assign(integration, { fetchPersonById: cannot, fetchPersonsByIds: async () => system.crm.people });
  expect(await system.notify('person-changed', 'p1')).toBe('synced');
  system.crm.people = [ana({ id: 'p2' })];
  expect(await system.notify('person-deleted', 'p1')).toBe('removed');
  expect(await system.known()).toEqual(NONE);
});

it('fails when the CRM refuses to return a person, instead of taking them for deleted', async () => {
  const system = createPersonChangesSystem();
  const refuse = async (): Promise<never> => Promise.reject(new ApiRefusedError({ api: 'Fake', operation: 'GET /person', status: 403 }));
  Object.assign(system.integration, { fetchPersonById: refuse });
  await expect(system.notify('person-changed', 'p1')).rejects.toMatchObject({ status: 403 });
});

it('leaves types alone that are not synced, and refuses what is no event', async () => {
  const { dependencies, integration, quo } = createPersonChangesSystem();
  const change = { kind: 'person-deleted', objectType: 'Deal', externalId: 'd1' };
  expect(await handleCrmEvent(dependencies, integration, { eventId: 'e1', change })).toBe('skipped');
  expect(quo.deleted).toEqual([]);
  for (const data of [null, {}, { eventId: 'e1', change: { ...change, externalId: undefined } }]) {
    await expect(handleCrmEvent(dependencies, integration, data)).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
    await expect(handlePersonCheck(dependencies, integration, data)).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
  }
});
