import type { CrmIntegration } from '@frigg-crm/crm-base';
import { expect, it, onTestFinished } from 'vitest';
import type { SandboxActivity } from './sandbox/sandbox-activities.ts';
import { aLoggedCall } from './test-support/a-logged-activity.ts';
import { startSystem, type AppSystem, type AppSystemOptions } from './test-support/app-system.ts';

const ANA = '+14155550132';
const BO = '+14155550133';
const STRANGER = '+14155550199';
const LINE = '+15551234567';
const PEOPLE = [
  { first_name: 'Ana', phones: [{ value: '(415) 555-0132', label: 'work', primary: true }] },
  { first_name: 'Bo', phones: [{ value: BO, label: 'work', primary: true }] },
];

interface PhoneSystem extends AppSystem {
  readonly integration1: CrmIntegration;
  readonly logCall: (callId: string) => ReturnType<AppSystem['app']['services']['activityLog']['logCall']>;
  readonly logMessage: (messageId: string) => ReturnType<AppSystem['app']['services']['activityLog']['logMessage']>;
  /** How often Pipedrive was asked to do so. */
  readonly count: (line: string) => number;
}

/** A connected account whose Quo delivers nothing: each test says itself what becomes known, and when. */
async function connected(options: AppSystemOptions = {}): Promise<PhoneSystem> {
  const system = startSystem({ people: PEOPLE, ...options, quo: { deliver: undefined, ...options.quo } });
  onTestFinished(async () => system.close());
  await system.connect('i1');
  const record = await system.integration('i1');
  const integration1 = await system.app.loadIntegration(record!);
  const { activityLog } = system.app.services;
  return Object.assign(system, {
    integration1,
    logCall: async (callId: string) => system.clock.runUntil(activityLog.logCall(integration1, { callId })),
    logMessage: async (messageId: string) => system.clock.runUntil(activityLog.logMessage(integration1, { messageId })),
    count: (line: string) => system.sent.filter((each) => each === line).length,
  });
}

/** Sends the events of a call that Quo has made, in this order. */
async function deliver({ quo, app, clock }: AppSystem, types: readonly string[]): Promise<void> {
  const events = quo.webhooks.events();
  for (const type of types) {
    const event = events.find((each) => each.type === type);
    expect((await app.services.receive(event!.toRequest())).status).toBe(200);
    await clock.advance(2000);
  }
}

const POST = 'POST /api/v2/activities';
const participantsOf = ({ participants }: SandboxActivity) => participants.map(({ person_id: id }) => id);

it('B71: writes a call once that is reported twice (acceptance 34)', async () => {
  const system = await connected();
  const id = system.quo.phone.call({ with: ANA, durationSeconds: 125 });
  await deliver(system, ['call.completed', 'call.completed']);
  expect(await system.logCall(id)).toMatchObject({ participants: [{ logged: true, action: 'unchanged' }] });
  expect(system.count(POST)).toBe(1);
  expect(system.pipedrive.activities()).toMatchObject([{ duration: '00:02:00', participants: [{ person_id: 1, primary: true }] }]);
});

it('B73: writes one activity, with length and summary, when the summary comes first (acceptance 34)', async () => {
  const system = await connected();
  const id = system.quo.phone.call({ with: ANA, durationSeconds: 125 });
  system.quo.phone.addSummary(id, { summary: ['Asked for prices'] });
  await deliver(system, ['call.summary.completed', 'call.completed']);
  expect(system.count(POST)).toBe(1);
  const [activity] = system.pipedrive.activities();
  expect(activity).toMatchObject({ type: 'call', done: true, duration: '00:02:00' });
  expect(activity?.note).toContain('Asked for prices');
});

it('B72: writes a call with two people for each of them, and its summary into both (acceptance 35)', async () => {
  const system = await connected();
  const id = system.quo.phone.call({ participants: [ANA, BO] });
  expect(await system.logCall(id)).toMatchObject({
    participants: [
      { contactPhone: ANA, logged: true, action: 'created' },
      { contactPhone: BO, logged: true, action: 'created' },
    ],
  });
  system.quo.phone.addSummary(id, { summary: ['Asked for prices'] });
  await deliver(system, ['call.summary.completed']);
  const activities = system.pipedrive.activities();
  expect(activities.map(participantsOf)).toEqual([[1], [2]]);
  for (const { note } of activities) expect(note).toContain('Asked for prices');
  expect([system.count(POST), system.count('PATCH /api/v2/activities/1'), system.count('PATCH /api/v2/activities/2')]).toEqual([2, 1, 1]);
});

it('P14: leaves out a call of more people than Quo reports', async () => {
  const system = await connected();
  const id = system.quo.phone.call({ participants: [ANA, BO, STRANGER, LINE] });
  expect(await system.logCall(id)).toEqual({ kind: 'skipped', reason: 'group-call' });
  expect(system.count(POST)).toBe(0);
});

it('P5: writes an activity anew that a user has deleted, and goes on with that one (acceptance 36)', async () => {
  const system = await connected();
  const id = system.quo.phone.call({ with: ANA });
  await system.logCall(id);
  await system.integration1.deleteActivity('1', aLoggedCall(), {});
  system.quo.phone.addSummary(id, { summary: ['Asked for prices'] });
  await deliver(system, ['call.summary.completed']);
  expect(system.count(POST)).toBe(2);
  const [gone, anew] = system.pipedrive.activities();
  expect([gone?.is_deleted, anew?.is_deleted]).toEqual([true, false]);
  expect(anew?.note).toContain('Asked for prices');
  system.quo.phone.addSummary(id, { summary: ['Asked for prices', 'Wants a visit'] });
  await system.app.services.activityLog.logCall(system.integration1, { callId: id });
  expect([system.count(POST), system.count('PATCH /api/v2/activities/1')]).toEqual([2, 1]);
});

it('B91: writes a call once whose first response was lost', async () => {
  const system = await connected();
  const id = system.quo.phone.call({ with: ANA });
  system.intercept = (request) => {
    if (request.method !== 'POST' || !request.url.endsWith('/activities')) return undefined;
    system.intercept = () => undefined;
    return system.pipedrive.fetch(request).then(() => new Response(null, { status: 504 }));
  };
  await expect(system.logCall(id)).rejects.toMatchObject({ code: 'API_UNAVAILABLE' });
  expect(await system.logCall(id)).toMatchObject({ participants: [{ logged: true, activityId: '1' }] });
  expect([system.count(POST), system.pipedrive.activities().length]).toEqual([1, 1]);
});

it('finds a person by a search who is not in Quo yet, and writes the call there', async () => {
  const system = await connected();
  system.pipedrive.people.add({ first_name: 'Cy', phones: [{ value: '(415) 555-0199', label: 'work', primary: true }] });
  expect(await system.logCall(system.quo.phone.call({ with: STRANGER }))).toMatchObject({ participants: [{ logged: true }] });
  expect(system.pipedrive.activities().map(participantsOf)).toEqual([[3]]);
});

it('does not lose a call because a search has to wait (acceptance 28)', async () => {
  const system = await connected();
  system.quo.phone.call({ with: STRANGER });
  system.pipedrive.people.add({ first_name: 'Cy', phones: [{ value: STRANGER, label: 'work', primary: true }] });
  const limited = new Response('{"success":false}', { status: 429, headers: { 'retry-after': '90' } });
  system.intercept = ({ url }) => (url.includes('/search') ? limited.clone() : undefined);
  await deliver(system, ['call.completed']);
  expect(system.pipedrive.activities()).toEqual([]);
  system.intercept = () => undefined;
  await system.clock.advance(60_000);
  expect(system.pipedrive.activities()).toEqual([]);
  await system.clock.advance(60_000);
  expect(system.pipedrive.activities().map(participantsOf)).toEqual([[3]]);
});

it('P6: takes an unknown caller for no failure', async () => {
  const system = await connected();
  const id = system.quo.phone.call({ with: STRANGER });
  expect(await system.logCall(id)).toMatchObject({ participants: [{ logged: false, reason: 'contact-not-found' }] });
  expect(system.count(POST)).toBe(0);
});

it('escapes a text, and writes one without text (acceptance 37)', async () => {
  const system = await connected();
  await system.logMessage(system.quo.phone.text({ with: ANA, text: '<img src=x onerror=1>' }));
  await system.logMessage(system.quo.phone.text({ with: ANA, text: '', direction: 'outgoing' }));
  const [received, sent] = system.pipedrive.notes();
  expect(received?.content).toContain('Received: &lt;img src=x onerror=1&gt;');
  expect(received?.content).not.toContain('<img');
  expect(sent?.content).toContain('Ann Lee sent: (no text)');
  expect(received).toMatchObject({ person_id: 1, user_id: 5 });
});

it('P15: says that Sona handled a call, and requests no user (acceptance 39)', async () => {
  const system = await connected();
  const asked = system.quo.stats.requests['GET /v1/users/:id'];
  await system.logCall(system.quo.phone.call({ with: ANA, aiHandled: true }));
  const [activity] = system.pipedrive.activities();
  expect(activity?.note).toContain('Sona');
  expect(activity?.owner_id).toBe(system.pipedrive.me.id);
  expect(system.quo.stats.requests['GET /v1/users/:id']).toBe(asked);
  expect(system.count('GET /api/v1/users')).toBe(0);
});

it('takes the setting that says where calls are filed, and refuses one that does not exist (acceptance 33)', async () => {
  const system = await connected();
  const { lifecycle } = system.app.services;
  for (const callActivityDestination of ['foo', 7, ['deal']])
    await expect(lifecycle.update('i1', { callActivityDestination })).rejects.toMatchObject({
      code: 'INVALID_INTEGRATION_DATA',
      message: expect.stringContaining('callActivityDestination') as string,
    });
  expect(await lifecycle.update('i1', { callActivityDestination: 'contact' })).toMatchObject({ success: true });
  expect(await lifecycle.configOptions('i1')).toMatchObject({
    values: { callActivityDestination: 'contact' },
    schema: { properties: { callActivityDestination: { enum: ['all', 'deal', 'lead', 'contact'] } } },
  });
  const deal = system.pipedrive.deals.add({ personId: 1 });
  system.quo.phone.call({ with: ANA });
  await deliver(system, ['call.completed']);
  await lifecycle.update('i1', { callActivityDestination: null });
  const second = system.quo.phone.call({ with: ANA });
  const event = system.quo.webhooks.events().find(({ body }) => body.includes(second));
  await system.app.services.receive(event!.toRequest());
  await system.clock.advance(5000);
  expect(system.pipedrive.activities().map(({ deal_id: id }) => id)).toEqual([null, deal.id]);
});
