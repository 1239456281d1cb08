import { InvalidMessageError, type JsonObject } from '@frigg-crm/core';
import { NO_CALL_FACTS } from '@frigg-crm/quo';
import { expect, it } from 'vitest';
import { aCall, aMessage } from '../test-support/fake-workspace.ts';
import { readCallRequest, readContactLookup, readMessageRequest, readQuoEventEntry } from './read-entries.ts';

const CALL_EVENT = { kind: 'call', callId: 'AC1', occurredAt: null, facts: { ...NO_CALL_FACTS, call: aCall() } } as const;

/** The fields of a value that an earlier version had. */
const only = <Fields extends object>(fields: Fields, ...names: readonly (keyof Fields)[]): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name as keyof Fields)));

it('reads what this version stores as it was', () => {
  const message = { kind: 'message', occurredAt: '2026-01-05T10:00:00.000Z', message: aMessage() } as const;
  expect(readQuoEventEntry(CALL_EVENT)).toEqual(CALL_EVENT);
  expect(readQuoEventEntry(message)).toEqual(message);
  for (const lookup of [
    { ...message, contactLookups: 2 },
    { kind: 'call', callId: 'AC1', occurredAt: null, contactLookups: 1 },
  ])
    expect(readContactLookup(lookup)).toEqual(lookup);
  expect(readCallRequest({ callId: 'AC1', lookups: 2 })).toEqual({ callId: 'AC1', lookups: 2 });
  expect(readMessageRequest({ messageId: 'AC2' })).toEqual({ messageId: 'AC2' });
});

it('fills in what an earlier version did not store, and keeps what a newer one has added', () => {
  const call = { ...only(aCall(), 'id', 'direction', 'status'), mood: 'fine' };
  expect(readQuoEventEntry({ kind: 'call', callId: 'AC1', facts: { call, topic: 'sales' }, tenant: 't' })).toMatchObject({
    occurredAt: null,
    facts: { recordings: [], voicemail: null, topic: 'sales', call: { id: 'AC1', mood: 'fine', participants: [], aiHandled: null } },
    tenant: 't',
  });
  const message = only(aMessage(), 'id', 'direction', 'from', 'to', 'text');
  expect(readContactLookup({ kind: 'message', message })).toMatchObject({ contactLookups: 0, message: { media: [], deepLink: null } });
  expect(readCallRequest({ callId: 'AC1' })).toEqual({ callId: 'AC1', lookups: 0 });
});

it.each<[string, () => unknown, string]>([
  ['an event without facts', () => readQuoEventEntry({ kind: 'call', callId: 'AC1' }), 'facts'],
  [
    'a call that goes nowhere',
    () => readQuoEventEntry({ ...CALL_EVENT, facts: { call: { ...aCall(), direction: 'jane@example.com' as never } } }),
    'facts.call.direction',
  ],
  ['a lookup for nothing', () => readContactLookup({ kind: 'message', message: null }), 'message'],
  ['an entry without a kind', () => readQuoEventEntry({ callId: 'AC1' }), 'kind'],
  ['a request for no call', () => readCallRequest({ lookups: 1 }), 'callId'],
  ['a request for no message', () => readMessageRequest({ messageId: 7 }), 'messageId'],
])('refuses %s for good, and says where it deviates without quoting it', (_what, work, path) => {
  expect(work).toThrow(InvalidMessageError);
  expect(work).toThrow(new RegExp(`: see ${path}$`));
});

it.each([readQuoEventEntry, readContactLookup])('leaves what only a newer version knows to that version', (read) => {
  expect(() => read({ kind: 'fax', faxId: 'FX1' })).toThrow(expect.objectContaining({ code: 'UNKNOWN_MESSAGE', retryable: true }));
});
