import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toIso } from '../domain/process/timing.ts';
import { createSteppedDocuments } from './test-support/stepped-documents.ts';
import { createStillClock } from '../test-support/still-clock.ts';
import { Inbox } from './inbox.ts';

const TTL_MS = 1000;
const KEY = { integrationId: 'i1', id: 'event-1' };

type Action = 'done' | 'fail' | 'postpone' | 'crash' | 'redrive' | 'recheck' | 'stall';

/** What each worker does, step by step, once it holds the entry; and how far the clock goes at each call to the store. */
const scripts = fc.array(fc.constantFrom<Action>('done', 'fail', 'postpone', 'crash', 'redrive', 'recheck', 'stall'), { maxLength: 6 });
const pauses = fc.array(fc.constantFrom(0, 1, TTL_MS / 2, TTL_MS), { minLength: 1, maxLength: 20 });

/** An entry, and what its workers may rely on: that is written down from where they stand, not read in the store. */
class Watch {
  readonly clock = createStillClock();
  readonly documents = createSteppedDocuments();
  readonly inbox = new Inbox({ documents: this.documents, clock: this.clock });
  readonly #heldUntilMs = new Map<string, number>();
  #settledSeen = false;
  #redrives = 0;

  async claim(claimId: string): Promise<boolean> {
    const calledMs = this.clock.now();
    const wasSettled = this.#settledSeen;
    const redrives = this.#redrives;
    const claim = await this.inbox.claim({ ...KEY, claimId, ttlMs: TTL_MS });
    if (claim.kind === 'settled' && redrives === this.#redrives) this.#settledSeen = true;
    if (claim.kind !== 'claimed') return false;
    const others = [...this.#heldUntilMs].filter(([other, untilMs]) => other !== claimId && untilMs > this.clock.now());
    expect(others).toEqual([]);
    if (redrives === this.#redrives) expect(wasSettled).toBe(false);
    this.#heldUntilMs.set(claimId, calledMs + TTL_MS);
    return true;
  }

  async finish(claimId: string, action: 'done' | 'fail' | 'postpone'): Promise<void> {
    this.#heldUntilMs.delete(claimId);
    const claim = { ...KEY, claimId };
    if (action === 'postpone') await this.inbox.postpone({ ...claim, dueAt: toIso(this.clock.now() + 1), code: 'AWAY' });
    else await this.inbox[action]({ ...claim, code: 'X' });
  }

  /** Several may run at the same time; from the first moment on, what was settled may be open again. */
  async redrive(): Promise<void> {
    this.#redrives += 1;
    this.#settledSeen = false;
    await this.inbox.redrive(KEY);
    this.#redrives += 1;
    this.#settledSeen = false;
  }

  async work(worker: string, actions: readonly Action[]): Promise<void> {
    for (const [step, action] of actions.entries()) {
      // A crashed worker starts again as another one.
      const claimId = `${worker}#${actions.slice(0, step).filter((past) => past === 'crash').length}`;
      if (action === 'redrive') await this.redrive();
      else if (action === 'recheck') await this.inbox.recheck({ ...KEY, dueAt: toIso(this.clock.now() + 500) });
      else if ((await this.claim(claimId)) && action !== 'crash' && action !== 'stall') await this.finish(claimId, action);
    }
  }
}

it('never has two open claims on an entry, and opens a settled one only by a redrive, however two workers interleave', async () => {
  const property = fc.asyncProperty(fc.scheduler(), scripts, scripts, pauses, async (scheduler, first, second, ms) => {
    const watch = new Watch();
    await watch.inbox.accept([{ ...KEY, connector: 'zoho', kind: 'CALL', data: { n: 1 }, dueAt: toIso(watch.clock.now()) }]);
    let calls = 0;
    watch.documents.beforeCall = async (call) => {
      await scheduler.schedule(Promise.resolve(), call);
      watch.clock.pass(ms[calls % ms.length] ?? 0);
      calls += 1;
    };
    await scheduler.waitFor(Promise.all([watch.work('a', first), watch.work('b', second)]));
    watch.documents.beforeCall = () => {};
    // Nothing is lost: what is not settled falls due again and can be worked on.
    watch.clock.pass(10 * TTL_MS);
    const last = await watch.inbox.claim({ ...KEY, claimId: 'last', ttlMs: TTL_MS });
    expect(['claimed', 'settled']).toContain(last.kind);
    const [document] = await watch.documents.all();
    if (last.kind === 'claimed') expect(last.entry.data).toEqual({ n: 1 });
    else expect([document?.dueAt, document?.expiresAt === null]).toEqual([null, false]);
  });
  await fc.assert(property, { numRuns: 400 });
});
