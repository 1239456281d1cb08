import { silentLogger, type CallOptions } from '@frigg-crm/core';
import type { LoggedActivity } from '@frigg-crm/crm-base';
import { describe, expect, it } from 'vitest';
import type { PipedriveIntegration } from '../pipedrive-integration.ts';
import type { PipedriveSandboxOptions } from '../sandbox/create-pipedrive-sandbox.ts';
import { aLoggedCall, aLoggedText } from '../test-support/a-logged-activity.ts';
import { pipedrive, type PipedriveFixture } from '../test-support/pipedrive-under-test.ts';
import type { CallActivityDestination } from './create-activity-links.ts';

const CALL: CallOptions = {};
const LI = { id: 'US1', email: 'li@acme.test', name: 'Li Wei' };

interface Log extends PipedriveFixture {
  readonly warnings: readonly string[];
  readonly to: (destination: CallActivityDestination) => PipedriveIntegration;
  readonly routes: () => readonly string[];
}

function openLog(options: PipedriveSandboxOptions = {}): Log {
  const fixture = pipedrive.open({ people: 2, ...options });
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (_fields: object, message: string) => void warnings.push(message) };
  return Object.assign(fixture, {
    warnings,
    to: (callActivityDestination: CallActivityDestination) => fixture.integrate({ logger, callActivityDestination }),
    routes: () => Object.keys(fixture.sandbox.stats.byRoute),
  });
}

describe('a call', () => {
  it('becomes one activity that is done, with the person, at its own time (acceptance 30)', async () => {
    const { sandbox, integration } = openLog();
    expect(await integration.logCallToActivity(aLoggedCall(), CALL)).toBe('1');
    expect(sandbox.activities()).toMatchObject([
      {
        subject: 'Call from Ana Ruiz to Sales Line',
        type: 'call',
        done: true,
        due_date: '2026-01-05',
        due_time: '09:58:00',
        duration: '00:02:00',
        participants: [{ person_id: 1, primary: true }],
        note: '<p><strong>Call from Ana Ruiz to Sales Line</strong></p><p>Incoming answered by Ann Lee<br><a href="https://my.quo.com/AC1">View</a></p>',
        owner_id: sandbox.me.id,
      },
    ]);
  });

  it.each([
    [45, true, ''],
    [60, true, '00:01:00'],
    [3660, true, '01:01:00'],
    [0, true, ''],
    [null, true, ''],
    [-5, true, ''],
    // It rang for so long.
    [90, false, ''],
  ])('of %s s (answered: %s) lasts %j (acceptance 31)', async (durationSeconds, isAnswered, duration) => {
    const { sandbox, integration } = openLog();
    await integration.logCallToActivity(aLoggedCall({ durationSeconds, isAnswered }), CALL);
    expect(sandbox.activities()).toMatchObject([{ duration }]);
  });

  it.each([
    ['all', { deal: true, lead: true }, 'deal'],
    ['all', { deal: false, lead: true }, 'lead'],
    ['all', { deal: false, lead: false }, 'person'],
    ['deal', { deal: false, lead: true }, 'person'],
    ['lead', { deal: true, lead: true }, 'lead'],
    ['contact', { deal: true, lead: true }, 'person'],
  ] as const)('that goes to %s, where there is %j, is filed under the %s (acceptance 32)', async (destination, has, filed) => {
    const { sandbox, to } = openLog();
    const deal = has.deal ? sandbox.deals.add({ personId: 1 }) : undefined;
    const lead = has.lead ? sandbox.leads.add({ personId: 1 }) : undefined;
    await to(destination).logCallToActivity(aLoggedCall(), CALL);
    expect(sandbox.activities()).toMatchObject([
      { deal_id: filed === 'deal' ? deal?.id : null, lead_id: filed === 'lead' ? lead?.id : null, person_id: 1 },
    ]);
  });

  it('is filed with the person, with one warning, when the app may read neither deals nor leads (acceptance 33)', async () => {
    const { sandbox, to, warnings } = openLog({ scopes: ['base', 'contacts:full', 'activities:full', 'leads:read', 'users:read'] });
    const integration = to('all');
    for (const sourceId of ['AC1', 'AC2']) await integration.logCallToActivity(aLoggedCall({ sourceId }), CALL);
    expect(sandbox.activities()).toHaveLength(2);
    expect(warnings).toEqual([expect.stringContaining('lacks this scope')]);
  });

  it('is not written in the wrong place while deals cannot be read', async () => {
    const fixture = openLog();
    fixture.intercept = ({ url }) => (url.includes('/deals') ? new Response('{}', { status: 503 }) : undefined);
    const work = fixture.integration.logCallToActivity(aLoggedCall(), CALL);
    await expect(fixture.clock.runUntil(work)).rejects.toMatchObject({ code: 'API_UNAVAILABLE', retryable: true });
    expect(fixture.sandbox.activities()).toEqual([]);
  });

  it('belongs to the user of Pipedrive whose address the user of Quo has, and keeps the owner when it is changed', async () => {
    const { sandbox, integration } = openLog();
    const id = await integration.logCallToActivity(aLoggedCall({ quoUser: { ...LI, email: 'LI@acme.test ' } }), CALL);
    expect(sandbox.activities()).toMatchObject([{ owner_id: sandbox.users.find(({ email }) => email === LI.email)?.id }]);
    expect(await integration.updateActivity(id, aLoggedCall({ quoUser: { ...LI, email: 'mia@acme.test' } }), CALL)).toBe('updated');
    expect(sandbox.activities()).toMatchObject([{ owner_id: 1 }]);
    await integration.updateActivity(id, aLoggedCall(), CALL);
    expect(sandbox.activities()).toMatchObject([{ owner_id: 1 }]);
  });

  it.each([
    ['users cannot be read', { scopes: ['base', 'contacts:full', 'activities:full', 'deals:read', 'leads:read'] }],
    ['no user has the address', { users: [{ id: 5, name: 'Zoe', email: 'zoe@acme.test', active_flag: true, isAdmin: true }] }],
  ])('is not held up for its owner when %s', async (_case, options) => {
    const { sandbox, integration } = openLog(options);
    await integration.logCallToActivity(aLoggedCall({ quoUser: LI }), CALL);
    expect(sandbox.activities()).toMatchObject([{ owner_id: sandbox.me.id }]);
  });

  it('is updated without touching what people have changed in Pipedrive', async () => {
    const { sandbox, integration, client } = openLog();
    const id = await integration.logCallToActivity(aLoggedCall({ durationSeconds: null }), CALL);
    const deal = sandbox.deals.add({ personId: 1 });
    await client.activities.update(id, { subject: 'Price talk', link: { kind: 'deal', id: String(deal.id) } });
    expect(await integration.updateActivity(id, aLoggedCall({ content: 'Summary' }), CALL)).toBe('updated');
    expect(sandbox.activities()).toMatchObject([{ subject: 'Price talk', deal_id: deal.id, duration: '00:02:00' }]);
    expect(sandbox.activities()[0]?.note).toContain('Summary');
  });
});

describe('what cannot go wrong in markup', () => {
  const title = '☎️  Call 🛠️ Line <b>&"A"</b> ← Ana <ana@acme.test> 🎈';

  it('keeps emoji, and writes a title with markup as plain text in the subject and escaped in the note', async () => {
    const { sandbox, integration } = openLog();
    await integration.logCallToActivity(aLoggedCall({ title }), CALL);
    const [activity] = sandbox.activities();
    expect(activity?.subject).toBe('☎️ Call 🛠️ Line &"A" ← Ana 🎈');
    expect(activity?.note).toContain('☎️  Call 🛠️ Line &lt;b&gt;&amp;&quot;A&quot;&lt;/b&gt; ← Ana &lt;ana@acme.test&gt; 🎈');
  });

  it('finds such an activity again, in place of writing it twice', async () => {
    const { integration } = openLog();
    const activity = aLoggedCall({ title });
    const id = await integration.logCallToActivity(activity, CALL);
    expect(await integration.findLoggedActivity(activity, CALL)).toBe(id);
    expect(await integration.findLoggedActivity(aLoggedCall({ title: 'Call' }), CALL)).toBeUndefined();
  });
});

describe('a text', () => {
  it('becomes a note about the person, at its own time, by its author', async () => {
    const { sandbox, integration } = openLog();
    await integration.logSMSToActivity(aLoggedText({ quoUser: LI }), CALL);
    expect(sandbox.notes()).toMatchObject([
      {
        person_id: 1,
        user_id: 5,
        add_time: '2026-01-05 09:58:30',
        content: '<p><strong>Message from Ana Ruiz to Sales Line</strong></p><p>Received: See you at five</p>',
      },
    ]);
  });

  it('is written without an author whom Pipedrive does not know (acceptance 37)', async () => {
    const fixture = openLog();
    const bodies: Promise<unknown>[] = [];
    fixture.intercept = (request) => void (request.method === 'POST' && bodies.push(request.clone().json()));
    await fixture.integration.logSMSToActivity(aLoggedText({ quoUser: { ...LI, email: 'who@acme.test', name: 'Who' } }), CALL);
    expect(await Promise.all(bodies)).toEqual([expect.not.objectContaining({ user_id: expect.anything() as unknown })]);
    expect(fixture.sandbox.notes()).toHaveLength(1);
  });

  it('is written without its author by a user who may not write for others (acceptance 37)', async () => {
    const users = [
      { id: 5, name: LI.name, email: LI.email, active_flag: true, isAdmin: false },
      { id: 6, name: 'Mia', email: 'mia@acme.test', active_flag: true, isAdmin: false },
    ];
    const { sandbox, integration } = openLog({ users });
    await integration.logSMSToActivity(aLoggedText({ quoUser: LI }), CALL);
    expect(sandbox.notes()).toMatchObject([{ user_id: 6 }]);
    expect(sandbox.stats.byRoute['POST /v1/notes']).toBe(2);
  });

  it('is changed, found again and deleted as the note that it is', async () => {
    const { sandbox, integration, routes } = openLog();
    const text: LoggedActivity = aLoggedText();
    const id = await integration.logSMSToActivity(text, CALL);
    expect(await integration.findLoggedActivity(text, CALL)).toBe(id);
    expect(await integration.updateActivity(id, aLoggedText({ content: 'Received: Six' }), CALL)).toBe('updated');
    expect(sandbox.notes()[0]?.content).toContain('Six');
    await integration.deleteActivity(id, text, CALL);
    await integration.deleteActivity(id, text, CALL);
    expect(await integration.updateActivity(id, text, CALL)).toBe('gone');
    expect(routes().filter((route) => route.includes('activities'))).toEqual([]);
  });
});
