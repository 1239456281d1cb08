import { ApiRateLimitedError, ApiRefusedError, ApiUnauthorizedError, ApiUnavailableError } from '@frigg-crm/http';
import { NO_CALL_FACTS } from '@frigg-crm/quo';
import { describe, expect, it } from 'vitest';
import { createActivitySystem, type ActivitySystem } from '../test-support/activity-system.ts';
import { aCall, aMessage } from '../test-support/fake-workspace.ts';
import { ActivityBusyError } from '../failures/activity-busy-error.ts';

const ANA = '+14155550132';
const BO = '+14155550133';
const FACTS = { api: 'Fake', operation: 'POST /activities' };
const refused = (status: number): ApiRefusedError => new ApiRefusedError({ ...FACTS, status });
const limited = new ApiRateLimitedError({ ...FACTS, status: 429 }, 5000);
const away = new ApiUnavailableError({ ...FACTS, status: 503 });

/** A call with Ana and Bo. */
function worldOfTwo(): ActivitySystem {
  const system = createActivitySystem();
  system.activities.people = new Map([ANA, BO].map((phone, index) => [phone, { objectType: 'Person', externalId: `p${index}` }]));
  system.workspace.calls.set('AC1', aCall({ participants: [ANA, BO, '+15551234567'] }));
  return system;
}

/** The answers to first writes, in their order; none: it succeeds. */
function answer({ activities }: ActivitySystem, answers: readonly (Error | undefined)[]): void {
  const left = [...answers];
  activities.pass = (call, when) => {
    const error = call === 'create' && when === 'before' ? left.shift() : undefined;
    if (error !== undefined) throw error;
  };
}

/** The CRM has merged its first person into another one. */
function merge({ activities }: ActivitySystem, status = 404): void {
  activities.people = new Map([[ANA, { objectType: 'Person', externalId: 'merged' }]]);
  const { logCallToActivity, logSMSToActivity } = activities;
  activities.logCallToActivity = async (activity) => {
    if (activity.person.externalId !== 'merged') throw refused(status);
    return logCallToActivity.call(activities, activity);
  };
  activities.logSMSToActivity = async (activity) => {
    if (activity.person.externalId !== 'merged') throw refused(status);
    return logSMSToActivity.call(activities, activity);
  };
}

const people = ({ activities }: ActivitySystem): readonly string[] =>
  [...activities.stored.values()].map(({ person }) => person.externalId);

describe('what was said with several people', () => {
  it('and fails for one of them for the moment is written to the others, and retried', async () => {
    const system = worldOfTwo();
    answer(system, [away]);
    await expect(system.log.logCall(system.integration, { callId: 'AC1' })).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    expect(people(system)).toEqual(['p1']);
    await system.log.logCall(system.integration, { callId: 'AC1' });
    expect(people(system)).toEqual(['p1', 'p0']);
  });

  it('and is refused for one for good is written to the others, and waits for a person', async () => {
    const system = worldOfTwo();
    answer(system, [refused(422)]);
    const work = system.log.logCall(system.integration, { callId: 'AC1' });
    await expect(work).rejects.toMatchObject({ code: 'ACTIVITY_REFUSED', retryable: false, cause: { status: 422 } });
    expect(people(system)).toEqual(['p1']);
  });

  it.each([
    ['asks to wait', limited],
    ['refuses the account', new ApiUnauthorizedError({ ...FACTS, status: 401 })],
  ])('asks nothing more of a CRM that %s', async (_what, error) => {
    const system = worldOfTwo();
    answer(system, [error]);
    await expect(system.log.logCall(system.integration, { callId: 'AC1' })).rejects.toBe(error);
    expect(system.activities.calls.filter((call) => call === 'create')).toHaveLength(1);
  });

  it.each([
    ['an outage', 'a bug', [new TypeError('x'), away], 'API_UNAVAILABLE'],
    ['a limit', 'an outage', [away, limited], 'API_RATE_LIMITED'],
    ['a limit', 'another worker', [new ActivityBusyError(1000), limited], 'API_RATE_LIMITED'],
    ['an outage', 'another worker', [new ActivityBusyError(1000), away], 'API_UNAVAILABLE'],
    ['an outage', 'a refusal', [refused(422), away], 'API_UNAVAILABLE'],
  ] as const)('and fails for %s and for %s is retried for the former', async (_former, _latter, answers, code) => {
    const system = worldOfTwo();
    answer(system, answers);
    await expect(system.log.logCall(system.integration, { callId: 'AC1' })).rejects.toMatchObject({ code });
  });
});

describe('a person who is not there any more', () => {
  it.each([404, 410])('is looked for anew at once where the link of the number is old (%i)', async (status) => {
    const system = worldOfTwo();
    await system.log.logMessage(system.integration, { messageId: 'AC9', message: aMessage() });
    merge(system, status);
    const result = await system.log.logMessage(system.integration, { messageId: 'AC10', message: aMessage({ id: 'AC10' }) });
    expect(result).toMatchObject({ participants: [{ logged: true }] });
    await system.log.logMessage(system.integration, { messageId: 'AC11', message: aMessage({ id: 'AC11' }) });
    expect(people(system)).toEqual(['p0', 'merged', 'merged']);
    expect(system.activities.calls.filter((call) => call === 'search')).toHaveLength(2);
  });

  it('is looked for anew although a sync has written them', async () => {
    const system = worldOfTwo();
    const scope = { integrationId: 'i1', objectType: 'Person' };
    const write = { externalId: 'synced', contentHash: 'h', sourceModifiedAt: null };
    await system.mappings.beginWrites({ ...scope, claimId: 'c', people: [write], claimTtlMs: 1000 });
    const person = { externalId: 'synced', contentHash: 'h', quoContactId: 'q', phoneNumbers: [ANA] };
    await system.mappings.confirmWrites({ ...scope, claimId: 'c', people: [person] });
    merge(system);
    await system.log.logMessage(system.integration, { messageId: 'AC9', message: aMessage() });
    expect(people(system)).toEqual(['merged']);
  });

  it('is looked for anew although the activity, which a user deleted, was theirs', async () => {
    const system = worldOfTwo();
    const call = aCall();
    system.workspace.calls.set('AC1', call);
    await system.log.logCall(system.integration, { callId: 'AC1' });
    system.activities.stored.clear();
    merge(system);
    const summary = { status: 'completed', summary: ['Prices'], nextSteps: [], jobs: [] };
    const request = { callId: 'AC1', facts: { ...NO_CALL_FACTS, summary } };
    await system.log.logCall(system.integration, request);
    expect(await system.log.logCall(system.integration, request)).toMatchObject({ participants: [{ action: 'unchanged' }] });
    expect(people(system)).toEqual(['merged']);
  });

  it('and has no successor counts as unknown, and is looked up again later', async () => {
    const system = worldOfTwo();
    merge(system);
    system.activities.findPersonsByPhone = async () => [];
    await system.documents.insert([
      {
        collection: 'phone-links',
        integrationId: 'i1',
        id: ANA,
        value: { objectType: 'Person', externalId: 'p0' },
        tags: [],
        dueAt: null,
        expiresAt: '2026-01-05T10:30:00.000Z',
        version: 0,
      },
    ]);
    const result = await system.log.logMessage(system.integration, { messageId: 'AC9', message: aMessage() });
    expect(result).toMatchObject({ participants: [{ logged: false, reason: 'contact-not-found' }] });
    expect(await system.documents.query({ collection: 'inbox', limit: 10 })).toHaveLength(1);
  });

  it('but who is found again is refused for good', async () => {
    const system = worldOfTwo();
    answer(system, [refused(404)]);
    const work = system.log.logMessage(system.integration, { messageId: 'AC9', message: aMessage() });
    await expect(work).rejects.toMatchObject({ code: 'ACTIVITY_REFUSED' });
  });
});
