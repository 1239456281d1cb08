import { expect, it } from 'vitest';
import { checkOutgoing, MAX_DELAY_SECONDS, type OutgoingRules } from './check-outgoing.ts';
import type { OutgoingMessage } from './message-queue.ts';

const STANDARD: OutgoingRules = { kind: 'standard', limits: { maxMessageBytes: 12, maxDelaySeconds: MAX_DELAY_SECONDS } };
const FIFO: OutgoingRules = { ...STANDARD, kind: 'fifo' };
const ordered: OutgoingMessage = { body: 'x', groupId: 'g', deduplicationId: 'd' };

it('takes what a queue can carry, up to its limits', () => {
  expect(() => checkOutgoing([{ body: '😀😀😀', delaySeconds: 900, groupId: '~'.repeat(128) }], STANDARD)).not.toThrow();
  expect(() => checkOutgoing([ordered], FIFO)).not.toThrow();
});

it.each<readonly [string, OutgoingRules, Partial<OutgoingMessage>, string]>([
  ['an empty body', STANDARD, { body: '' }, 'the body must be a text that is not empty'],
  ['a body with too many bytes', STANDARD, { body: 'é'.repeat(7) }, 'the body has 14 bytes, 12 are allowed'],
  ['a delay beyond the limit', STANDARD, { delaySeconds: 901 }, 'delaySeconds must be a whole number from 0 to 900'],
  ['half a second', STANDARD, { delaySeconds: 0.5 }, 'delaySeconds must be a whole number from 0 to 900'],
  ['a group with a blank', STANDARD, { groupId: 'a b' }, 'the groupId must have 1 to 128 visible characters of ASCII'],
  ['a FIFO message without a group', FIFO, { groupId: undefined }, 'a FIFO queue needs a groupId'],
  ['a FIFO message without an id', FIFO, { deduplicationId: undefined }, 'a FIFO queue needs a deduplicationId'],
  ['a FIFO message with a long id', FIFO, { deduplicationId: 'x'.repeat(129) }, 'the deduplicationId must have 1 to 128'],
  ['a FIFO message with a delay', FIFO, { delaySeconds: 1 }, 'a FIFO queue has no delay for one message'],
  [
    'what the queue itself does not carry',
    { ...STANDARD, findBodyFault: (body) => (body === 'odd' ? 'no XML' : undefined) },
    { body: 'odd' },
    'no XML',
  ],
])('refuses %s, naming the message by its position', (_what, rules, change, fault) => {
  expect(() => checkOutgoing([ordered, { ...ordered, ...change }], rules)).toThrow(`message 1: ${fault}`);
});
