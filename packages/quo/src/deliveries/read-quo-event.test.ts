import { expect, it } from 'vitest';
import { NO_CALL_FACTS } from '../calls/merge-call-facts.ts';
import { InvalidWebhookError } from '../errors/invalid-webhook-error.ts';
import { aLegacyEvent, legacyCall, legacyMessage } from './test-support/events.ts';
import { readQuoEvent } from './read-quo-event.ts';
import { readEvent } from './test-support/read-event.ts';

function errorOf(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

const call = {
  id: 'AC1',
  direction: 'incoming',
  status: 'completed',
  createdAt: '2026-01-05T10:00:00.000Z',
  answeredAt: '2026-01-05T10:00:05.000Z',
  completedAt: '2026-01-05T10:01:21.000Z',
  updatedAt: null,
  durationSeconds: 76,
  answeredBy: 'US1',
  initiatedBy: null,
  userId: 'US1',
  phoneNumberId: 'PN1',
  participants: ['+15559876543', '+15551234567'],
  externalParticipants: null,
  forwardedTo: null,
  aiHandled: null,
};

it('reads a call that is over, as bytes or as text', () => {
  const event = aLegacyEvent('call.completed', legacyCall);
  const expected = {
    kind: 'call',
    eventId: 'EV1',
    type: 'call.completed',
    occurredAt: '2026-01-05T10:01:22.000Z',
    callId: 'AC1',
    phoneNumberId: 'PN1',
    facts: { ...NO_CALL_FACTS, call, deepLink: 'https://my.quo.com/inbox/PN1/c/CN1?at=AC1' },
  };
  expect(readEvent(event)).toEqual(expected);
  expect(readQuoEvent(new TextEncoder().encode(`\uFEFF${JSON.stringify(event)}`))).toEqual(expected);
});

it('reads the recordings of a call, and a call of which it says only that', () => {
  const recordings = [
    { id: 'CR1', duration: '76', startTime: '2026-01-05T10:00:05Z', type: 'audio/mpeg', url: 'https://files.example/a.mp3' },
  ];
  const expected = [
    { id: 'CR1', url: 'https://files.example/a.mp3', durationSeconds: 76, status: null, startedAt: '2026-01-05T10:00:05.000Z' },
  ];
  expect(readEvent(aLegacyEvent('call.recording.completed', { ...legacyCall, recordings }))).toMatchObject({
    facts: { call, recordings: expected },
  });
  expect(readEvent(aLegacyEvent('call.recording.completed', { id: 'AC1', recordings }))).toMatchObject({
    callId: 'AC1',
    facts: { call: null, recordings: expected },
  });
});

it.each(['call.summary.completed', 'callSummary'])('reads a summary that is named %s', (type) => {
  const jobs = [{ icon: '✍️', name: 'Message taking', result: { data: [{ name: 'Name', value: ['Lee', null] }, null] } }, { name: null }];
  const summary = { object: 'callSummary', callId: 'AC1', status: 'completed', summary: ['One', null], nextSteps: null, jobs };
  expect(readEvent(aLegacyEvent(type, summary))).toEqual({
    kind: 'call',
    eventId: 'EV1',
    type,
    occurredAt: '2026-01-05T10:01:22.000Z',
    callId: 'AC1',
    phoneNumberId: null,
    facts: {
      ...NO_CALL_FACTS,
      summary: {
        status: 'completed',
        summary: ['One'],
        nextSteps: [],
        jobs: [
          { icon: '✍️', name: 'Message taking', items: [{ name: 'Name', value: ['Lee', null] }] },
          { icon: null, name: '', items: [] },
        ],
      },
      deepLink: 'https://my.quo.com/inbox/PN1/c/CN1?at=AC1',
    },
  });
});

it('reads a summary whose lists are all null', () => {
  const summary = { callId: 'AC1', status: 'completed', summary: null, nextSteps: null, jobs: null };
  expect(readEvent(aLegacyEvent('call.summary.completed', summary))).toMatchObject({
    facts: { summary: { summary: [], nextSteps: [], jobs: [] } },
  });
});

it.each(['message.received', 'message.delivered'])('reads a message that is reported as %s', (type) => {
  expect(readEvent(aLegacyEvent(type, legacyMessage))).toEqual({
    kind: 'message',
    eventId: 'EV1',
    type,
    occurredAt: '2026-01-05T10:01:22.000Z',
    message: {
      id: 'AC2',
      direction: 'incoming',
      from: '+15559876543',
      to: ['+15551234567'],
      text: 'Hi',
      media: [],
      status: 'received',
      createdAt: '2026-01-05T10:00:00.000Z',
      userId: null,
      phoneNumberId: 'PN1',
      deepLink: 'https://my.quo.com/inbox/PN1/c/CN1?at=AC1',
    },
  });
});

it.each([
  ['+15551234567', ['+15551234567']],
  [
    ['+15551234567', '+15551234567', '+15551234568', null, ''],
    ['+15551234567', '+15551234568'],
  ],
])('reads the receivers %j', (to, expected) => {
  expect(readEvent(aLegacyEvent('message.delivered', { ...legacyMessage, to }))).toMatchObject({ message: { to: expected } });
});

it('reads the versions that the app made, whose words differ', () => {
  const { text, ...old } = legacyMessage;
  const media = [{ url: 'https://files.example/a.jpg', type: 'image/jpeg' }, 'https://files.example/b'];
  expect(
    readEvent(aLegacyEvent('message.received', { ...old, body: text, media, conversationId: 'CN1' }, { apiVersion: 'v3' })),
  ).toMatchObject({
    message: { text: 'Hi', media: [media[0], { url: 'https://files.example/b', type: null }] },
  });
  const { participants: _, ...oldCall } = legacyCall;
  const ends = { from: '+15559876543', to: '+15551234567', conversationId: 'CN1' };
  const url = 'https://files.example/vm.mp3';
  const voicemail = { url, type: 'audio/mpeg', duration: 35 };
  const recording = { url: 'https://files.example/a.mp3', type: 'audio/mpeg', duration: 76 };
  const event = aLegacyEvent('call.completed', { ...oldCall, ...ends, voicemail, media: [voicemail, recording] }, { apiVersion: 'v2' });
  expect(readEvent(event)).toMatchObject({
    facts: {
      call: { participants: ['+15559876543', '+15551234567'], externalParticipants: ['+15559876543'] },
      voicemail: { id: null, status: null, durationSeconds: 35, transcript: null, url },
      recordings: [{ id: null, url: recording.url, durationSeconds: 76, status: null, startedAt: null }],
    },
  });
  expect(readEvent(aLegacyEvent('call.completed', { ...oldCall, ...ends, direction: 'outbound', participants: [] }))).toMatchObject({
    facts: { call: { direction: 'outgoing', externalParticipants: ['+15551234567'] } },
  });
});

it('P14: reads a call without participants', () => {
  for (const participants of [[], null, undefined, [null, '']])
    expect(readEvent(aLegacyEvent('call.completed', { ...legacyCall, participants }))).toMatchObject({
      facts: { call: { participants: [], externalParticipants: null } },
    });
});

it('leaves the words of version 4 as they are', () => {
  expect(readEvent(aLegacyEvent('call.completed', { ...legacyCall, status: 'answered', answeredAt: null }))).toMatchObject({
    facts: { call: { status: 'answered', answeredAt: null } },
  });
});

it.each([
  'call.ringing',
  'call.transcript.completed',
  'callTranscript',
  'call.menu.selected',
  'message.failed',
  'message.undelivered',
  'contact.updated',
  'contact.deleted',
  'task.created',
  '__proto__',
  'constructor',
])('ignores %s, whatever it holds', (type) => {
  for (const data of [undefined, null, 'x', { object: 42 }])
    expect(readEvent({ id: 'EV1', type, data })).toEqual({ kind: 'ignored', eventId: 'EV1', type });
});

it.each(['javascript:alert(1)', '#', 'my.quo.com/inbox', '', 'data:text/html,x'])('takes %j for no link', (deepLink) => {
  const event = aLegacyEvent('call.completed', legacyCall);
  expect(readEvent({ ...event, data: { ...event.data, deepLink } })).toMatchObject({ facts: { deepLink: null } });
});

it('reads events without dates, and takes what is no date for none', () => {
  const event = aLegacyEvent('call.completed', { ...legacyCall, createdAt: 'yesterday', answeredAt: '2026-13-45T99:00:00Z', duration: -5 });
  expect(readEvent({ ...event, createdAt: undefined })).toMatchObject({
    occurredAt: null,
    facts: { call: { createdAt: null, answeredAt: null, durationSeconds: 0 } },
  });
});

it('takes keys of prototypes for what they are: keys that mean nothing', () => {
  const json = JSON.stringify(aLegacyEvent('call.completed', legacyCall)).replace(
    '{',
    '{"__proto__":{"id":"EV9","kind":"x"},"constructor":1,',
  );
  expect(readQuoEvent(json)).toMatchObject({ eventId: 'EV1', kind: 'call' });
  expect(({} as Record<string, unknown>)['kind']).toBeUndefined();
});

it('is not exhausted by JSON that is nested without end', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const nest = (at: string): string =>
    JSON.stringify(aLegacyEvent('call.summary.completed', at === 'data' ? 'X' : { callId: 'AC1', jobs: 'X' }));
  const job = `[{"name":"Job","result":{"data":[{"name":"Answer","value":${deep}}]}}]`;
  const event = readQuoEvent(nest('jobs').replace('"X"', job));
  expect(JSON.stringify(event).length).toBeLessThan(1000);
  for (const body of [deep, nest('data').replace('"X"', deep), nest('jobs').replace('"X"', deep)])
    expect(() => readQuoEvent(body)).toThrow(InvalidWebhookError);
});

it.each([
  ['', ['the whole']],
  ['no json', ['the whole']],
  ['null', ['the whole']],
  ['{"id":"EV1"}', ['type']],
  ['{"id":"","type":"call.completed"}', ['id']],
  ['{"type":"call.completed","data":{"object":{"id":"AC1"}}}', ['id']],
  ['{"id":"EV1","type":"call.completed"}', ['data']],
  ['{"id":"EV1","type":"call.completed","data":{}}', ['data.object']],
  ['{"id":"EV1","type":"call.completed","data":{"object":{"direction":"incoming"}}}', ['data.object.id']],
  ['{"id":"EV1","type":"call.completed","data":{"object":{"id":"AC1"}}}', ['data.object.direction']],
  ['{"id":"EV1","type":"call.completed","data":{"resource":{"id":"AC1"}}}', ['data.resource.direction']],
  [
    '{"id":"EV1","type":"call.summary.completed","data":{"object":{"id":"AC1","jobs":[{"name":5}]}}}',
    ['data.object.callId', 'data.object.jobs.0.name'],
  ],
  ['{"id":"EV1","type":"message.received","data":{"object":{"id":"AC1","direction":"incoming","to":"+1"}}}', ['data.object.from']],
  ['{"id":"EV1","type":"message.received","data":{"object":{"id":"AC1","direction":"incoming","from":"+1","to":[]}}}', ['data.object.to']],
  [
    '{"id":"EV1","type":"message.received","data":{"resource":{"id":"AC1","direction":"incoming"},"context":{"senderIdentifier":5}}}',
    ['data.context.senderIdentifier'],
  ],
])('B77: says of %j where it deviates, without quoting it', (body, paths) => {
  const error = errorOf(() => readQuoEvent(body));
  expect(error).toMatchObject({ name: 'InvalidWebhookError', code: 'WEBHOOK_INVALID', retryable: false, paths });
  expect(String(error)).not.toMatch(/AC1|\+1|no json/);
  expect(error).not.toHaveProperty('cause');
});

it('refuses bytes that are no UTF-8', () => {
  expect(() => readQuoEvent(new Uint8Array([0x22, 0xff, 0x22]))).toThrow(InvalidWebhookError);
});
