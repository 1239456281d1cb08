import { expect, it } from 'vitest';
import { createManualClock } from '../test-support/manual-clock.ts';
import { withDeadlines } from './with-deadlines.ts';

/** A port as a program may implement it: a class with private fields, of which one call hangs. */
class Store {
  readonly limits = { most: 7 };
  readonly #stored = ['a'];

  async find(index: number): Promise<string | undefined> {
    return this.#stored[index];
  }
  async save(): Promise<void> {
    return new Promise(() => {});
  }
  async consume(): Promise<readonly string[]> {
    return this.#stored;
  }
}

it('gives up a call that hangs, saying which one, and leaves no timer behind those that return', async () => {
  const { clock, wake, sleeping } = createManualClock();
  const store = withDeadlines(new Store(), { clock, name: 'process repository', ms: 10 });
  expect([await store.find(0), store.limits.most, sleeping()]).toEqual(['a', 7, 0]);
  const call = store.save();
  expect(sleeping()).toBe(1);
  wake();
  await expect(call).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
    retryable: true,
    message: 'The process repository did not respond to save within 10 ms; whether a change took effect is unknown',
  });
});

it('leaves alone what takes as long as it takes, and a port whose deadline is as short already', async () => {
  const { clock, sleeping } = createManualClock();
  const store = withDeadlines(new Store(), { clock, name: 'queue', except: ['consume'] });
  const consumed = store.consume();
  expect(sleeping()).toBe(0);
  expect(await consumed).toEqual(['a']);
  expect(withDeadlines(store, { clock, name: 'queue' })).toBe(store);
  expect(withDeadlines(store, { clock, name: 'queue', ms: 10 })).not.toBe(store);
});
