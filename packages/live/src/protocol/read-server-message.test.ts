import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aProgress } from '../test-support/a-progress.ts';
import type { ServerMessage } from './messages.ts';
import { readServerMessage } from './read-server-message.ts';

const MESSAGES: readonly ServerMessage[] = [
  { type: 'states', states: [aProgress()] },
  { type: 'gone', processes: [{ processId: 'p1', version: 3 }] },
  { type: 'events', channel: 'events:i1', events: [{ seq: 1, at: '2026-01-05T10:00:00.000Z', type: 'sync.paused', data: {} }] },
  { type: 'upToDate', channel: 'processes', asOf: 1 },
  { type: 'upToDate', channel: 'events:i1', asOf: 1, seq: 4 },
  { type: 'reset', channel: 'events:i1', reason: 'outdatedCursor' },
  { type: 'refused', channel: 'x', reason: 'unknownChannel' },
  { type: 'pong', asOf: 1, now: 2 },
  { type: 'goodbye', retryAfterMs: 10 },
];

it.each(MESSAGES.map((message) => [message.type, message] as const))('reads %s, also with fields of a newer server', (_, message) => {
  expect(readServerMessage(message)).toEqual(message);
  expect(readServerMessage({ ...message, later: 1 })).toMatchObject(message);
});

it('reads nothing else, and throws for nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(readServerMessage(value)).toBeUndefined();
    }),
  );
  for (const message of MESSAGES)
    for (const name of Object.keys(message).filter((key) => key !== 'type' && key !== 'seq'))
      expect([name, readServerMessage({ ...message, [name]: null })]).toEqual([name, undefined]);
  expect(readServerMessage({ type: 'constructor' })).toBeUndefined();
});
