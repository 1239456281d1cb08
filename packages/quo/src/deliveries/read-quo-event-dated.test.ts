import { expect, it } from 'vitest';
import { aDatedEvent, legacyMessage } from './test-support/events.ts';
import { readEvent } from './test-support/read-event.ts';

it('reads the version of 2026-03-30', () => {
  const { id, direction, createdAt } = legacyMessage;
  const message = aDatedEvent(
    'message.received',
    {
      id,
      direction,
      createdAt,
      text: null,
      status: 'received',
      media: [{ url: 'https://files.example/a.jpg', type: null }],
      errorCode: null,
    },
    {
      userId: null,
      contacts: { ids: [], lookupStatus: 'pending' },
      senderIdentifier: '+15559876543',
      recipientIdentifiers: ['+15551234567'],
    },
  );
  expect(readEvent(message)).toMatchObject({
    kind: 'message',
    message: {
      from: '+15559876543',
      to: ['+15551234567'],
      text: '',
      media: [{ url: 'https://files.example/a.jpg', type: null }],
      phoneNumberId: 'PN1',
      deepLink: 'https://my.quo.com/inbox/PN1/c/CN1?at=AC1',
    },
  });
  const summary = aDatedEvent('call.summary.completed', {
    callId: 'AC1',
    processingStatus: 'completed',
    summary: ['One'],
    nextSteps: null,
    jobs: [],
    handledByAiAgent: false,
    answeredByUserId: 'US1',
    fromPhoneNumber: '+15559876543',
  });
  expect(readEvent(summary)).toMatchObject({
    phoneNumberId: 'PN1',
    facts: { call: null, summary: { status: 'completed', summary: ['One'] } },
  });
});

const datedCall = {
  id: 'AC1',
  direction: 'incoming',
  status: 'answered',
  answeredAt: '2026-01-05T10:00:05.000Z',
  completedAt: '2026-01-05T10:01:21.000Z',
  createdAt: '2026-01-05T10:00:00.000Z',
  updatedAt: '2026-01-05T10:01:22.000Z',
  duration: 76,
  hasVoicemail: false,
};

const participants = { workspace: ['+15551234567'], external: ['+15559876543'], resolution: 'available' };

it('reads a call of 2026-03-30, with the sides that Quo has sorted out', () => {
  const event = aDatedEvent('call.completed', datedCall, { userId: 'US1', answeredByUserId: 'US2', participants });
  expect(readEvent(event)).toMatchObject({
    callId: 'AC1',
    phoneNumberId: 'PN1',
    facts: {
      call: {
        status: 'completed',
        answeredBy: 'US2',
        userId: 'US1',
        externalParticipants: ['+15559876543'],
        updatedAt: datedCall.updatedAt,
      },
    },
  });
  const unresolved = { participants: { workspace: null, external: [], resolution: 'unavailable' } };
  expect(readEvent(aDatedEvent('call.completed', datedCall, unresolved))).toMatchObject({
    facts: { call: { participants: [], externalParticipants: null } },
  });
  const asObjects = { participants: { ...participants, external: [{ phoneNumber: '+15559876543', name: null }] } };
  expect(readEvent(aDatedEvent('call.completed', datedCall, asObjects))).toMatchObject({
    facts: { call: { externalParticipants: ['+15559876543'] } },
  });
});

it.each([
  ['call.completed', 'answered', { status: 'completed', aiHandled: null }],
  ['call.completed', 'unanswered', { status: 'no-answer' }],
  ['call.completed', 'ai-handled', { status: 'completed', aiHandled: 'ai-agent' }],
  ['call.completed', 'forwarded', { status: 'forwarded' }],
  ['call.completed', 'abandoned', { status: 'abandoned' }],
  ['call.completed', 'failed', { status: 'failed' }],
  ['call.completed', 'unknown', { status: null }],
  ['call.completed', 'constructor', { status: 'constructor' }],
  ['call.completed', null, { status: null }],
  ['call.missed', 'unanswered', { status: 'missed' }],
  ['call.forwarded', null, { status: 'forwarded' }],
  ['call.answered', 'answered', { status: 'in-progress' }],
])('takes %s with the status %s of 2026-03-30 for %j', (type, status, expected) => {
  expect(readEvent(aDatedEvent(type, { ...datedCall, status }))).toMatchObject({ kind: 'call', facts: { call: expected } });
});

it('does not take a call for missed that Quo calls answered without saying when', () => {
  expect(readEvent(aDatedEvent('call.completed', { ...datedCall, answeredAt: null }))).toMatchObject({
    facts: { call: { status: 'completed', answeredAt: datedCall.createdAt } },
  });
});

it('reads a voicemail of 2026-03-30, and ignores one that is of no call', () => {
  const voicemail = {
    id: 'AC9',
    voicemailId: 'VM1',
    callId: 'AC1',
    duration: 35,
    transcript: 'Call me',
    recordingUrl: 'https://files.example/vm.mp3',
  };
  expect(readEvent(aDatedEvent('call.voicemail.completed', voicemail))).toMatchObject({
    callId: 'AC1',
    facts: {
      call: null,
      voicemail: { id: 'VM1', status: 'completed', durationSeconds: 35, transcript: 'Call me', url: 'https://files.example/vm.mp3' },
    },
  });
  expect(readEvent(aDatedEvent('call.voicemail.completed', { ...voicemail, callId: null }))).toMatchObject({ kind: 'ignored' });
});
