import { ConfigurationError } from '@frigg-crm/core';
import { createVirtualClock, type VirtualClock } from '@frigg-crm/testing';
import { expect, it } from 'vitest';
import { createQuoSandbox, type QuoSandbox, type QuoSandboxOptions } from './create-quo-sandbox.ts';

interface SetUp {
  readonly sandbox: QuoSandbox;
  readonly clock: VirtualClock;
  /** @returns status and JSON. */
  readonly say: (operation: string, body?: object) => Promise<readonly [number, unknown]>;
}

function setUp(options: QuoSandboxOptions = {}): SetUp {
  const clock = createVirtualClock();
  const sandbox = createQuoSandbox({ clock, requestsPerSecond: 1000, ...options });
  return {
    sandbox,
    clock,
    async say(operation, body) {
      const [method = 'GET', target = '/'] = operation.split(' ');
      const init = { method, headers: { authorization: 'key-1' }, body: body === undefined ? null : JSON.stringify(body) };
      const answer = await sandbox.fetch(new Request(`https://api.quo.com${target}`, init));
      const text = await answer.text();
      return [answer.status, text === '' ? undefined : (JSON.parse(text) as unknown)];
    },
  };
}

const url = 'https://crm.example.com/quo';
const CALLS = { url, events: ['call.completed', 'call.recording.completed'], resourceIds: ['PN1'] };
const SUMMARIES = { url, events: ['call.summary.completed'] };
const MESSAGES = { url, events: ['message.received', 'message.delivered'], resourceIds: ['*'] };

it('answers a create with every field that the specification requires, and lists, reads and deletes it', async () => {
  const { say, sandbox } = setUp();
  const webhook = {
    id: 'WH1',
    userId: 'US1',
    orgId: 'OR1',
    label: 'Ours',
    status: 'enabled',
    key: expect.stringMatching(/^[\w+/]{43}=$/),
    createdAt: '2026-01-05T10:00:00.000Z',
    updatedAt: '2026-01-05T10:00:00.000Z',
    deletedAt: null,
    ...CALLS,
  };
  expect(await say('POST /v1/webhooks/calls', { ...CALLS, label: 'Ours' })).toEqual([201, { data: webhook }]);
  expect(await say('POST /v1/webhooks/call-summaries', { ...SUMMARIES, userId: 'US2' })).toMatchObject([
    201,
    { data: { resourceIds: ['*'] } },
  ]);
  expect(await say('GET /v1/webhooks')).toEqual([200, { data: [webhook] }]);
  expect(await say('GET /v1/webhooks?userId=US2')).toMatchObject([200, { data: [{ id: 'WH2' }] }]);
  expect(await say('GET /v1/webhooks/WH1')).toEqual([200, { data: webhook }]);
  expect(await say('DELETE /v1/webhooks/WH1')).toEqual([204, undefined]);
  expect((await say('DELETE /v1/webhooks/WH1'))[0]).toBe(404);
  expect(sandbox.webhooks.subscriptions().map(({ id }) => id)).toEqual(['WH2']);
  expect(sandbox.stats.requests).toMatchObject({ 'POST /v1/webhooks/calls': 1, 'DELETE /v1/webhooks/:id': 2, 'GET /v1/webhooks': 2 });
});

it.each([
  ['calls', { ...CALLS, url: 'crm.example.com' }],
  ['calls', { ...CALLS, events: ['message.received'] }],
  ['calls', { ...CALLS, resourceIds: ['+15551234567'] }],
  ['calls', { ...CALLS, resourceIds: ['PN404'] }],
  ['calls', { ...CALLS, resourceIds: Array.from({ length: 11 }, () => 'PN1') }],
  ['calls', { ...CALLS, userId: 'SY1' }],
  ['calls', { ...CALLS, phoneNumberIds: ['PN1'] }],
  ['calls', { url }],
  ['call-summaries', { url, events: [] }],
  ['messages', CALLS],
])('refuses webhooks/%s with %j', async (family, body) => {
  const { say } = setUp();
  expect(await say(`POST /v1/webhooks/${family}`, body)).toMatchObject([400, { code: '0305400', title: 'Invalid Version' }]);
});

it('refuses ids and queries that the specification does not know', async () => {
  const { say } = setUp();
  const answers = {
    'GET /v1/calls/CN1': [400, '0101400'],
    'GET /v1/calls/AC1': [404, '0100404'],
    'GET /v1/call-recordings/CN1': [400, '0900400'],
    'GET /v1/call-recordings/AC1': [404, '0900404'],
    'GET /v1/call-voicemails/AC1': [404, '1200404'],
    'GET /v1/call-summaries/AC1': [404, '0500404'],
    'GET /v1/messages/EV1': [400, '0206400'],
    'GET /v1/messages/AC1': [404, '0200404'],
    'GET /v1/users/SY1': [400, '1100400'],
    'GET /v1/webhooks/AC1': [400, '0305400'],
    'GET /v1/webhooks/WH1': [404, '0300404'],
    'GET /v1/webhooks?userId=SY1': [400, '0305400'],
    'GET /v1/webhooks?maxResults=5': [400, '0305400'],
  };
  for (const [operation, [status, code]] of Object.entries(answers))
    expect([operation, ...(await say(operation))]).toMatchObject([operation, status, { code }]);
});

it('delivers to every webhook that is for the number and the event, each under its own key', async () => {
  const { say, sandbox } = setUp();
  await say('POST /v1/webhooks/calls', CALLS);
  await say('POST /v1/webhooks/calls', CALLS);
  await say('POST /v1/webhooks/calls', { ...CALLS, resourceIds: ['PN2'] });
  await say('POST /v1/webhooks/calls', { ...CALLS, status: 'disabled' });
  await say('POST /v1/webhooks/messages', MESSAGES);
  const call = sandbox.phone.call();
  sandbox.phone.addSummary(call);
  sandbox.phone.addVoicemail(call);
  sandbox.phone.text();
  sandbox.phone.text({ direction: 'outgoing', phoneNumberId: 'PN2' });
  sandbox.webhooks.disable('WH1');
  sandbox.phone.addRecording(call);
  sandbox.phone.addRecording(call, { status: 'processing' });
  expect(sandbox.webhooks.events().map(({ webhookId, type, eventId }) => `${webhookId} ${type} ${eventId}`)).toEqual([
    'WH1 call.completed EV1',
    'WH2 call.completed EV1',
    'WH5 message.received EV3',
    'WH5 message.delivered EV4',
    'WH2 call.recording.completed EV5',
  ]);
  const [one, two] = sandbox.webhooks.events().map((delivery) => delivery.toRequest().headers.get('openphone-signature'));
  expect(one).toMatch(/^hmac;1;1767607200000;/);
  expect(one).not.toBe(two);
});

it('builds envelopes of version v4 in the legacy style', async () => {
  const { say, sandbox } = setUp();
  for (const [family, body] of Object.entries({ calls: CALLS, 'call-summaries': SUMMARIES, messages: MESSAGES }))
    await say(`POST /v1/webhooks/${family}`, body);
  const id = sandbox.phone.call({ status: 'missed', with: '+15550001111' });
  sandbox.phone.addSummary(id, { jobs: [{ icon: '💰', name: 'Deal', items: [{ name: 'Budget', value: 5000 }] }] });
  sandbox.phone.text({ text: 'Hi 👋', media: [{ url: 'https://media.example.com/1.png', type: 'image/png' }] });
  const [call, summary, message] = sandbox.webhooks.events().map(({ body }) => JSON.parse(body) as unknown);
  expect(call).toMatchObject({
    id: 'EV1',
    object: 'event',
    apiVersion: 'v4',
    type: 'call.completed',
    data: {
      deepLink: 'https://my.quo.com/inbox/PN1/c/CN1?at=AC1',
      object: {
        id,
        object: 'call',
        status: 'missed',
        answeredAt: null,
        duration: 0,
        participants: ['+15550001111', '+15551234567'],
        recordings: null,
      },
    },
  });
  expect(summary).toMatchObject({
    data: { object: { object: 'callSummary', callId: id, jobs: [{ result: { data: [{ value: 5000 }] } }] } },
  });
  expect(message).toMatchObject({
    data: { object: { object: 'message', to: '+15551234567', text: 'Hi 👋', media: [{ type: 'image/png' }], userId: null } },
  });
});

it('builds envelopes of version 2026-03-30 in the standard style, with keys and headers of that style', async () => {
  const { say, sandbox } = setUp({ webhookStyle: 'standard' });
  for (const [family, body] of Object.entries({ calls: CALLS, 'call-summaries': SUMMARIES, messages: MESSAGES }))
    await say(`POST /v1/webhooks/${family}`, body);
  const id = sandbox.phone.call({ aiHandled: true, participants: ['+15550001111', '+15551234567', '+15557654321'] });
  sandbox.phone.addRecording(id);
  sandbox.phone.addSummary(id, { nextSteps: null });
  sandbox.phone.text({ direction: 'outgoing' });
  const deliveries = sandbox.webhooks.events();
  const [call, recording, summary, message] = deliveries.map(({ body }) => JSON.parse(body) as unknown);
  const participants = { workspace: ['+15551234567', '+15557654321'], external: ['+15550001111'], resolution: 'available' };
  expect(call).toMatchObject({
    apiVersion: '2026-03-30',
    data: { resource: { id, status: 'ai-handled', hasVoicemail: false }, context: { participants } },
  });
  expect(recording).toMatchObject({ data: { resource: { recordings: [{ id: 'CR2', url: 'https://media.example.com/CR2.mp3' }] } } });
  expect(summary).toMatchObject({
    data: { resource: { callId: id, processingStatus: 'completed', nextSteps: null, handledByAiAgent: true, answeredByUserId: 'SY1' } },
  });
  expect(message).toMatchObject({ data: { context: { senderIdentifier: '+15551234567', recipientIdentifiers: ['+15559876543'] } } });
  expect(sandbox.webhooks.subscriptions()[0]?.key).toMatch(/^whsec_/);
  expect(Object.fromEntries(deliveries[0]?.toRequest().headers ?? [])).toMatchObject({
    'webhook-id': 'EV1',
    'webhook-timestamp': '1767607200',
    'webhook-signature': expect.stringMatching(/^v1,/),
  });
});

it.each([
  [{}, 'answered'],
  [{ status: 'no-answer' }, 'unanswered'],
  [{ answered: false }, 'unanswered'],
  [{ status: 'forwarded', forwardedTo: 'US2' }, 'forwarded'],
  [{ status: 'abandoned' }, 'abandoned'],
  [{ status: 'failed', direction: 'outgoing' }, 'failed'],
] as const)('calls %j in the version 2026-03-30 %s', async (input, status) => {
  const { say, sandbox } = setUp({ webhookStyle: 'standard' });
  await say('POST /v1/webhooks/calls', CALLS);
  sandbox.phone.call(input);
  expect(JSON.parse(sandbox.webhooks.events()[0]?.body ?? '')).toMatchObject({ data: { resource: { status } } });
});

it('says which line is missing, and which call', () => {
  const { sandbox } = setUp();
  expect(() => sandbox.phone.call({ phoneNumberId: 'PN404' })).toThrow(ConfigurationError);
  expect(() => sandbox.phone.addRecording('AC404')).toThrow(ConfigurationError);
  expect(() => sandbox.webhooks.disable('WH404')).toThrow(ConfigurationError);
});

it('forgets calls, texts, webhooks and deliveries when it is cleared', async () => {
  const { say, sandbox, clock } = setUp({ deliver: async () => new Response(null, { status: 500 }) });
  await say('POST /v1/webhooks/calls', CALLS);
  const [call, text] = [sandbox.phone.call(), sandbox.phone.text()];
  sandbox.clear();
  await clock.runUntil(sandbox.webhooks.flush());
  expect([sandbox.webhooks.pending, sandbox.webhooks.events(), sandbox.webhooks.subscriptions()]).toEqual([0, [], []]);
  expect([(await say(`GET /v1/calls/${call}`))[0], (await say(`GET /v1/messages/${text}`))[0]]).toEqual([404, 404]);
});
