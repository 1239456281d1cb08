import { describe, expect, it } from 'vitest';
import { aLoggedCall, axiscare } from '../test-support/axiscare-under-test.ts';
import { toTags } from './axiscare-call-log.ts';

const PEOPLE = { client: [{ firstName: 'Joan', lastName: 'Park' }, {}], lead: [{}] };
const ANN = { id: 'US1', name: 'Ann Lee', email: null };

describe('a call log', () => {
  it('of an incoming call has the contact as its caller, and the time with an offset (acceptance 28, 32)', async () => {
    const { integration, sandbox } = axiscare.open({ people: PEOPLE });
    const id = await integration.logCallToActivity(aLoggedCall(), {});
    expect(sandbox.callLogs.all).toEqual([
      {
        id: Number(id),
        callerName: 'Joan Park',
        callerPhone: '+18175698900',
        followUp: false,
        followUpDone: false,
        dateTime: '2026-01-05T10:01:21+00:00',
        subject: 'Call from Joan Park to 📞 Front Office',
        notes: 'Incoming answered by Ann Lee\r\nhttps://my.quo.com/AC1',
        tags: [{ type: 'client', entityId: 1 }],
      },
    ]);
  });

  it.each([
    ['of a person without a name', 'client-2', undefined],
    ['of a person who is gone (acceptance 29)', 'client-1', 404],
    ['of a person whom the token may not see', 'client-1', 403],
  ])('%s has the number as the name of the caller', async (_case, externalId, status) => {
    const fixture = axiscare.open({ people: PEOPLE });
    fixture.intercept = ({ url }) => {
      return status === undefined || !url.includes('/api/clients/') ? undefined : Response.json({ errors: ['x'] }, { status });
    };
    await fixture.integration.logCallToActivity(aLoggedCall({ person: { objectType: 'client', externalId } }), {});
    expect(fixture.sandbox.callLogs.all[0]).toMatchObject({ callerName: '+18175698900', callerPhone: '+18175698900' });
  });

  it('waits for the name where AxisCare cannot show the person now', async () => {
    const fixture = axiscare.open({ people: PEOPLE }, { client: { retryDelaysMs: [] } });
    fixture.intercept = ({ url }) => (url.includes('/api/clients/') ? new Response(null, { status: 503 }) : undefined);
    await expect(fixture.integration.logCallToActivity(aLoggedCall(), {})).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    expect(fixture.sandbox.callLogs.all).toEqual([]);
  });

  it.each([
    ['the user and the line (acceptance 30, 31)', { quoUser: ANN }, 'Ann Lee 📞 Front Office', '+15551234567'],
    ['the line where no user called', { quoUser: null }, '📞 Front Office', '+15551234567'],
    ['the number of a line without a name', { line: { number: '+15551234567', name: null, symbol: '📞' } }, '+15551234567', '+15551234567'],
    ['the contact where the line is unknown', { line: undefined }, '+18175698900', '+18175698900'],
  ])('of an outgoing call has as its caller %s', async (...[, overrides, callerName, callerPhone]) => {
    const { integration, sandbox } = axiscare.open({ people: PEOPLE });
    await integration.logCallToActivity(aLoggedCall({ direction: 'outbound', ...overrides }), {});
    expect(sandbox.callLogs.all[0]).toMatchObject({ callerName, callerPhone });
  });

  it('says what it is where there is no text', async () => {
    const { integration, sandbox } = axiscare.open({ people: PEOPLE });
    await integration.logCallToActivity(aLoggedCall({ title: '', content: '' }), {});
    await integration.logSMSToActivity(aLoggedCall({ kind: 'message', title: '', content: ' ', durationSeconds: null }), {});
    expect(sandbox.callLogs.all.map(({ subject, notes }) => [subject, notes])).toEqual([
      ['Call: inbound (76s)', 'Phone call'],
      ['Message: inbound', 'Text message'],
    ]);
  });

  it('is cut where subject or notes are very long', async () => {
    const { integration, sandbox } = axiscare.open({ people: PEOPLE });
    await integration.logCallToActivity(aLoggedCall({ title: 'x'.repeat(400), content: 'y'.repeat(20_000) }), {});
    expect(sandbox.callLogs.all.map(({ subject, notes }) => [subject.length, notes.length])).toEqual([[255, 10_000]]);
  });

  it('is changed in its place, but for what a user may have changed (acceptance 35)', async () => {
    const { integration, sandbox, sent } = axiscare.open({ people: PEOPLE });
    const id = await integration.logCallToActivity(aLoggedCall(), {});
    expect(await integration.updateActivity(id, aLoggedCall({ content: 'With a summary' }), {})).toBe('updated');
    expect(Object.keys(sent.at(-1)?.body as object)).toEqual(['subject', 'notes']);
    expect(sandbox.callLogs.all).toMatchObject([{ notes: 'With a summary', callerName: 'Joan Park' }]);
  });

  it('that a user has deleted is gone (acceptance 37)', async () => {
    const { integration, sandbox } = axiscare.open({ people: PEOPLE });
    const id = await integration.logCallToActivity(aLoggedCall(), {});
    sandbox.callLogs.delete(Number(id));
    expect(await integration.updateActivity(id, aLoggedCall(), {})).toBe('gone');
  });

  it('is found again after a lost response, among those of other people and of other calls', async () => {
    const { integration, clock } = axiscare.open({ people: PEOPLE, requestsPerSecond: 1000 });
    const other = aLoggedCall({ person: { objectType: 'client', externalId: 'client-2' } });
    const lead = aLoggedCall({ person: { objectType: 'lead', externalId: 'lead-1' } });
    const later = aLoggedCall({ content: 'https://my.quo.com/AC2' });
    for (const activity of [other, lead, later]) await integration.logCallToActivity(activity, {});
    expect(await integration.findLoggedActivity(aLoggedCall(), {})).toBeUndefined();
    for (let count = 0; count < 100; count += 1) await integration.logCallToActivity(other, {});
    const id = await clock.runUntil(integration.logCallToActivity(aLoggedCall(), {}));
    expect(await integration.findLoggedActivity(aLoggedCall(), {})).toBe(id);
    expect(await integration.findLoggedActivity(aLoggedCall({ timestamp: '2026-01-05T10:01:22Z' }), {})).toBeUndefined();
  });
});

describe('the tag of a call log', () => {
  it.each([
    ['client-625', 'client', 625],
    ['512', 'client', 512],
    [100, 'client', 100],
    ['lead-42', 'lead', 42],
    ['applicant-77', 'applicant', 77],
    ['5678:caregiver-12', 'caregiver', 12],
    ['client-12-rp1', 'client', 12],
  ])('of %j is the %s %i (acceptance 26)', (externalId, type, entityId) => {
    expect(toTags(externalId)).toEqual([{ type, entityId }]);
  });

  it.each([null, undefined, 'foo-123', 'abc123def', '0', 'client-0', '', '-5', {}])('of %j is none (acceptance 27)', (externalId) => {
    expect(toTags(externalId)).toEqual([]);
  });
});
