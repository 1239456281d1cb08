import { expect, it } from 'vitest';
import { FriggCrmError } from './frigg-crm-error.ts';
import { IllegalTransitionError } from './illegal-transition-error.ts';
import { QueueSendError } from './queue-send-error.ts';
import { StorageError } from './storage-error.ts';

it('recognises its errors, also those of another copy of the package, and nothing else', () => {
  const ours = new StorageError('away', { cause: new Error('socket') });
  const fromAnotherCopy = Object.assign(new Error('away'), { code: 'STORAGE_FAILED', [Symbol.for('@frigg-crm/error')]: true });
  for (const error of [ours, fromAnotherCopy]) {
    expect(FriggCrmError.is(error)).toBe(true);
    expect(FriggCrmError.hasCode(error, 'STORAGE_FAILED')).toBe(true);
    expect(FriggCrmError.hasCode(error, 'PROCESS_CONFLICT')).toBe(false);
  }
  for (const other of [new Error('x'), { code: 'STORAGE_FAILED' }, 'STORAGE_FAILED', null, undefined])
    expect(FriggCrmError.is(other)).toBe(false);
});

it('carries name, cause and facts, and keeps its mark out of logs', () => {
  const cause = new Error('socket');
  const error = new StorageError('away', { cause });
  expect(error).toMatchObject({ name: 'StorageError', message: 'away', cause, retryable: true });
  expect('cause' in new StorageError('away')).toBe(false);
  expect(Object.getOwnPropertySymbols(error).filter((symbol) => Object.prototype.propertyIsEnumerable.call(error, symbol))).toEqual([]);
});

it('says where an illegal step could have gone, or that there is nowhere to go', () => {
  const facts = { processId: 'p', from: 'RUNNING', to: 'X' };
  expect(new IllegalTransitionError({ ...facts, allowed: ['PAUSED', 'ERROR'] }).message).toBe(
    'Process p cannot go from RUNNING to X; from there it may go to PAUSED, ERROR',
  );
  expect(new IllegalTransitionError({ ...facts, allowed: [] }).message).toContain('no state (it has ended)');
});

it('B45, B46: names exactly the messages that were not accepted, a few of them in the text', () => {
  const unsent = Array.from({ length: 30 }, (_, index) => ({ index, code: 'InternalError' }));
  const error = new QueueSendError({ unsent, total: 40, retryable: true });
  expect(error).toMatchObject({ unsent, retryable: true });
  expect(error.message).toContain('30 of 40 messages');
  expect(error.message.length).toBeLessThan(300);
});
