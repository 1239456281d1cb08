import { expect, it } from 'vitest';
import { handleEachMessage } from './handle-each-message.ts';
import type { ReceivedMessage, Verdict } from './message-queue.ts';

const messages: readonly ReceivedMessage[] = ['a', 'b', 'c', 'd'].map((id) => ({
  id,
  body: '',
  groupId: 'g',
  receiveCount: 1,
  isLastAttempt: false,
}));

it('D5: stops at the first message that is not done, and hands back the rest untouched, in order', async () => {
  const seen: string[] = [];
  const verdicts: Readonly<Record<string, Verdict>> = { b: { kind: 'dead-letter', reason: 'r' }, c: { kind: 'retry', delaySeconds: 9 } };
  const handle = handleEachMessage(async ({ id }) => {
    seen.push(id);
    return verdicts[id] ?? { kind: 'done' };
  });
  expect(await handle(messages, {})).toEqual([
    { kind: 'done' },
    { kind: 'dead-letter', reason: 'r' },
    { kind: 'retry', delaySeconds: 9 },
    { kind: 'retry', delaySeconds: 0 },
  ]);
  expect(seen).toEqual(['a', 'b', 'c']);
});

it('works on one message after the other and passes the signal on', async () => {
  const { signal } = new AbortController();
  let running = 0;
  const handle = handleEachMessage(async (_message, options) => {
    expect(options.signal).toBe(signal);
    expect((running += 1)).toBe(1);
    await Promise.resolve();
    running -= 1;
    return { kind: 'done' };
  });
  expect(await handle(messages, { signal })).toHaveLength(4);
});
