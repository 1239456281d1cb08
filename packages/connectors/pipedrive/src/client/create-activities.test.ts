import { describe, expect, it } from 'vitest';
import { pipedrive, type PipedriveFixture } from '../test-support/pipedrive-under-test.ts';
import type { PipedriveActivityFields } from './create-activities.ts';

const CALL: PipedriveActivityFields = {
  subject: 'Call from Ana 😀',
  type: 'call',
  isDone: true,
  personIds: ['2', '1'],
  orgId: '12',
  ownerId: '3',
  dueDate: '2026-01-05',
  dueTime: '10:00',
  duration: '00:02',
  note: '<p>Hello</p>',
};
const SINCE = '2026-01-01T00:00:00Z';
const methods = (bodies: readonly Request[]) => bodies.map(({ method }) => method);

/** Records requests, and answers the first ones itself. */
function respondWith(fixture: PipedriveFixture, ...answers: readonly (() => Response)[]): Request[] {
  const requests: Request[] = [];
  fixture.intercept = (request) => {
    requests.push(request.clone());
    return answers[requests.length - 1]?.();
  };
  return requests;
}

describe('activities', () => {
  it('writes a call with numbers, booleans and participants, and reads it back', async () => {
    const { client, sandbox } = pipedrive.open({ people: 3 });
    const deal = sandbox.deals.add({ personId: 2 });
    const id = await client.activities.create({ ...CALL, link: { kind: 'deal', id: String(deal.id) } });
    expect(sandbox.activities()).toMatchObject([
      {
        id: 1,
        type: 'call',
        done: true,
        owner_id: 3,
        org_id: 12,
        deal_id: deal.id,
        lead_id: null,
        person_id: 2,
        due_date: '2026-01-05',
        due_time: '10:00:00',
        duration: '00:02:00',
        participants: [
          { person_id: 2, primary: true },
          { person_id: 1, primary: false },
        ],
      },
    ]);
    expect(await client.activities.get(id)).toMatchObject({
      id: '1',
      subject: CALL.subject,
      dueTime: '10:00',
      duration: '00:02',
      dealId: '1',
      leadId: null,
      ownerId: '3',
      personIds: ['2', '1'],
      isDeleted: false,
      note: '<p>Hello</p>',
    });
    expect(await client.activities.get('77')).toBeUndefined();
  });

  it('understands an activity of which little is said', async () => {
    const fixture = pipedrive.open();
    fixture.intercept = () => Response.json({ success: true, data: { id: '9', due_time: '', duration: null, participants: null } });
    const unknown = { subject: null, type: null, ownerId: null, dealId: null, leadId: null, note: null, updateTime: null };
    const activity = { id: '9', ...unknown, dueDate: null, dueTime: null, duration: null, personIds: [], isDeleted: false };
    expect(await fixture.client.activities.get('9')).toEqual(activity);
  });

  it('sends no key for what is not known', async () => {
    const fixture = pipedrive.open({ people: 1 });
    const requests = respondWith(fixture);
    await fixture.client.activities.create({ subject: 'Call', type: 'call', isDone: true, personIds: ['1'] });
    expect(await requests[0]?.json()).toEqual({
      subject: 'Call',
      type: 'call',
      done: true,
      participants: [{ person_id: 1, primary: true }],
    });
    expect(requests[0]?.url).toMatch(/\/api\/v2\/activities$/);
  });

  it('files a call under a lead by its UUID', async () => {
    const { client, sandbox } = pipedrive.open({ people: 2 });
    const lead = sandbox.leads.add({ personId: 2 });
    await client.activities.create({ ...CALL, link: { kind: 'lead', id: lead.id } });
    expect(sandbox.activities()).toMatchObject([{ deal_id: null, lead_id: lead.id }]);
  });

  it('B91: does not send a call twice when it is unknown what became of the first', async () => {
    const fixture = pipedrive.open({ people: 2 });
    const requests = respondWith(fixture, () => Response.json({ success: false }, { status: 503 }));
    await expect(fixture.clock.runUntil(fixture.client.activities.create(CALL))).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
    expect(methods(requests)).toEqual(['POST']);
  });

  it('raises success:false with status 200 as a failure (acceptance 41)', async () => {
    const fixture = pipedrive.open({ people: 2 });
    respondWith(fixture, () => Response.json({ success: false, error: 'Ana Ruiz' }));
    await expect(fixture.client.activities.create(CALL)).rejects.toMatchObject({ code: 'API_REFUSED', retryable: false });
  });

  it('writes the call with the default type when an administrator has removed the type', async () => {
    const { client, sandbox } = pipedrive.open({ people: 2, activityTypes: ['meeting'] });
    await client.activities.create(CALL);
    expect(sandbox.activities()).toMatchObject([{ type: 'meeting', subject: CALL.subject }]);
  });

  it('says what is wrong when it is not the type', async () => {
    const fixture = pipedrive.open({ people: 2 });
    const requests = respondWith(fixture);
    await expect(fixture.client.activities.create({ ...CALL, duration: '00:00' })).rejects.toMatchObject({
      code: 'API_REFUSED',
      status: 400,
    });
    expect(methods(requests)).toEqual(['POST', 'POST']);
    expect(fixture.sandbox.activities()).toEqual([]);
  });

  it('passes on what becomes of the second try when that may pass', async () => {
    const fixture = pipedrive.open({ people: 2 });
    const refused = () => Response.json({ success: false }, { status: 400 });
    respondWith(fixture, refused, () => Response.json({ success: false }, { status: 500 }));
    await expect(fixture.client.activities.create(CALL)).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
  });

  it('changes what is given and leaves the rest', async () => {
    const { client, sandbox } = pipedrive.open({ people: 2 });
    const id = await client.activities.create(CALL);
    expect(await client.activities.update(id, { note: '<p>Summary</p>' })).toBe('updated');
    expect(sandbox.activities()).toMatchObject([{ note: '<p>Summary</p>', duration: '00:02:00', person_id: 2, done: true }]);
  });

  it('P5: says that an activity is gone, so that another one is written (acceptance 36)', async () => {
    const fixture = pipedrive.open({ people: 2 });
    const id = await fixture.client.activities.create(CALL);
    await fixture.client.activities.delete(id);
    await fixture.client.activities.delete(id);
    expect(await fixture.client.activities.update(id, { note: 'x' })).toBe('gone');
    expect(await fixture.client.activities.get(id)).toMatchObject({ isDeleted: true });
    respondWith(fixture, () => Response.json({ success: true, data: { id: 1, is_deleted: true } }));
    expect(await fixture.client.activities.update(id, { note: 'x' })).toBe('gone');
    respondWith(fixture, () => Response.json({ success: false }, { status: 410 }));
    expect(await fixture.client.activities.update(id, { note: 'x' })).toBe('gone');
  });

  it('throws when a change is refused for another reason, which is no reason to write anew', async () => {
    const fixture = pipedrive.open({ people: 2 });
    respondWith(fixture, () => Response.json({ success: false }, { status: 403 }));
    await expect(fixture.client.activities.update('1', { note: 'x' })).rejects.toMatchObject({ code: 'API_REFUSED', status: 403 });
  });

  it('lists the activities of one person, page after page', async () => {
    const fixture = pipedrive.open({ people: 3 });
    for (let count = 0; count < 105; count += 1)
      await fixture.clock.runUntil(fixture.client.activities.create({ ...CALL, subject: `Call ${count}` }));
    await fixture.clock.runUntil(fixture.client.activities.create({ ...CALL, personIds: ['3'] }));
    const first = await fixture.clock.runUntil(fixture.client.activities.list({ personId: '2', updatedSince: SINCE }));
    const second = await fixture.clock.runUntil(
      fixture.client.activities.list({ personId: '2', updatedSince: SINCE, cursor: first.nextCursor }),
    );
    expect([first.data.length, second.data.length, second.nextCursor]).toEqual([100, 5, undefined]);
    expect(new Set([...first.data, ...second.data].map(({ subject }) => subject)).size).toBe(105);
  });

  it('follows a company to its domain of today with writes too', async () => {
    const hosts: string[] = [];
    let domain = 'https://before.pipedrive.com';
    const fixture = pipedrive.open({ people: 2 }, { client: { baseUrl: () => domain } });
    fixture.intercept = ({ url }) => void hosts.push(new URL(url).host);
    await fixture.client.activities.create(CALL);
    domain = 'https://after.pipedrive.com';
    await fixture.client.activities.create(CALL);
    expect(hosts).toEqual(['before.pipedrive.com', 'after.pipedrive.com']);
  });
});
