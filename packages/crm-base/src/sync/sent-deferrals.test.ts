import { expect, it } from 'vitest';
import { SentDeferrals } from './sent-deferrals.ts';

it('knows the successors that it has sent, and no other place in a chain', () => {
  const sent = new SentDeferrals();
  expect(sent.isSent({ id: 'a', count: 0 })).toBe(false);
  sent.add({ id: 'a', count: 0 });
  sent.add({ id: 'a', count: 1 });
  expect([0, 1, 2].map((count) => sent.isSent({ id: 'a', count }))).toEqual([true, true, false]);
  expect(sent.isSent({ id: 'b', count: 0 })).toBe(false);
});

it('forgets the chain that has rested longest when it knows ten thousand', () => {
  const sent = new SentDeferrals();
  sent.add({ id: 'resting', count: 0 });
  sent.add({ id: 'moving', count: 0 });
  for (let index = 0; index < 9999; index += 1) {
    sent.add({ id: 'moving', count: index + 1 });
    sent.add({ id: `other-${index}`, count: 0 });
  }
  expect([sent.isSent({ id: 'resting', count: 0 }), sent.isSent({ id: 'moving', count: 0 })]).toEqual([false, true]);
});
