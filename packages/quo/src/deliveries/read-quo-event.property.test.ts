import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NO_CALL_FACTS, mergeCallFacts } from '../calls/merge-call-facts.ts';
import { renderCall } from '../activities/render-call.ts';
import { renderMessage } from '../activities/render-message.ts';
import { InvalidWebhookError } from '../errors/invalid-webhook-error.ts';
import { aDatedEvent, aLegacyEvent, legacyCall, legacyMessage } from './test-support/events.ts';
import { readQuoEvent } from './read-quo-event.ts';

const line = { number: '+15551234567', name: null, symbol: null };
const contactNumber = '+15559876543';

/** Reads, and where that works uses what was read: a value of a wrong type would be found there. */
function use(body: string | Uint8Array): 'read' | 'refused' {
  try {
    const event = readQuoEvent(body);
    if (event.kind === 'call')
      renderCall({ facts: mergeCallFacts(event.facts, NO_CALL_FACTS), line, contactNumber, userName: null }, { format: 'html' });
    if (event.kind === 'message') renderMessage({ message: event.message, line, contactNumber, userName: null }, { format: 'markdown' });
    return 'read';
  } catch (error) {
    if (error instanceof InvalidWebhookError) return 'refused';
    throw error;
  }
}

const VALID: readonly object[] = [
  aLegacyEvent('call.completed', { ...legacyCall, voicemail: { url: 'https://files.example/vm.mp3', duration: 35 } }),
  aLegacyEvent('call.recording.completed', {
    ...legacyCall,
    recordings: [{ id: 'CR1', duration: 76, url: 'https://files.example/a.mp3' }],
  }),
  aLegacyEvent('call.summary.completed', {
    callId: 'AC1',
    status: 'completed',
    summary: ['One'],
    nextSteps: ['Two'],
    jobs: [{ icon: '✍️', name: 'Job', result: { data: [{ name: 'Name', value: 'Lee' }] } }],
  }),
  aLegacyEvent('message.received', { ...legacyMessage, media: [{ url: 'https://files.example/a.jpg', type: 'image/jpeg' }] }),
  aDatedEvent(
    'call.completed',
    { id: 'AC1', direction: 'incoming', status: 'answered' },
    { participants: { workspace: [], external: ['+1'] } },
  ),
  aDatedEvent('call.voicemail.completed', { id: 'AC9', callId: 'AC1', duration: 35, transcript: 'Hi' }),
  aDatedEvent('message.delivered', { id: 'AC1', direction: 'outgoing' }, { senderIdentifier: '+1', recipientIdentifiers: ['+2'] }),
];

it('reads all the events that the mutations below begin with', () => {
  expect(VALID.map((event) => use(JSON.stringify(event)))).toEqual(VALID.map(() => 'read'));
});

it('throws nothing but its own error over any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(use(bytes)).toBe('refused');
    }),
    { numRuns: 300 },
  );
});

it('throws nothing but its own error over any JSON', () => {
  const envelope = fc.record({
    id: fc.constant('EV1'),
    type: fc.constantFrom('call.completed', 'call.summary.completed', 'message.received', 'call.voicemail.completed', 'call.ringing'),
    data: fc.record({ object: fc.jsonValue(), resource: fc.jsonValue(), context: fc.jsonValue() }, { requiredKeys: [] }),
  });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), envelope), (value) => {
      expect(['read', 'refused']).toContain(use(JSON.stringify(value)));
    }),
    { numRuns: 500 },
  );
});

it('throws nothing but its own error over events in which anything was replaced or cut off', () => {
  const mutation = fc.oneof(fc.jsonValue(), fc.constantFrom(null, [], {}, '', 0, -1, 1e308, '__proto__', { __proto__: null }));
  fc.assert(
    fc.property(fc.constantFrom(...VALID), fc.nat(), mutation, fc.boolean(), (event, at, replacement, isCut) => {
      const text = JSON.stringify(event);
      if (isCut) expect(use(text.slice(0, at % text.length))).toBe('refused');
      let visited = 0;
      const target = at % text.split('":').length;
      const mutated = JSON.stringify(event, (_key, value: unknown) => (visited++ === target ? replacement : value));
      expect(['read', 'refused']).toContain(use(mutated));
    }),
    { numRuns: 1000 },
  );
});
