import { toProcessId, type Process } from '@frigg-crm/core';
import type { ProgressChange, ProgressFeed } from '@frigg-crm/core/adapter';
import { afterEach, describe, expect, it } from 'vitest';
import { aProcess } from '../process/a-process.ts';

/** A program that watches, and what others do to the store that it watches. */
export interface ProgressFeedUnderTest {
  readonly feed: ProgressFeed;
  /** Another program saves a new version of a process, and announces it where that is needed. */
  readonly save: (process: Process) => Promise<void>;
  /** Another program appends an event to the log of an integration. */
  readonly appendEvent: (integrationId: string) => Promise<void>;
  /** Cuts the connection of the feed, and lets it connect again. */
  readonly interrupt: () => Promise<void>;
  /** May be called twice. */
  readonly close: () => Promise<void>;
}

/** How the contract suite reaches an adapter. */
export interface ProgressFeedContract {
  /** Opens a store that nothing else uses, and a feed over it; called before each test. */
  readonly open: () => Promise<ProgressFeedUnderTest>;
}

/** What one subscriber has heard. */
class Heard {
  readonly changes: ProgressChange[] = [];
  readonly stop: () => void;
  readonly #checks = new Set<() => void>();

  constructor(feed: ProgressFeed) {
    this.stop = feed.subscribe((change) => {
      this.changes.push(change);
      for (const check of this.#checks) check();
    });
  }

  get kinds(): readonly ProgressChange['kind'][] {
    return this.changes.map(({ kind }) => kind);
  }

  async until(isReached: (changes: readonly ProgressChange[]) => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const check = (): void => (isReached(this.changes) ? resolve() : undefined);
      this.#checks.add(check);
      check();
    });
  }

  /** Resolves when the store was to be read so often because something may have been missed. */
  async untilGaps(count: number): Promise<void> {
    await this.until((changes) => changes.filter(({ kind }) => kind === 'gap').length === count);
  }

  /** Resolves when a process was named in this version, or without one: then it is read. */
  async untilNamed(processId: string, version: number): Promise<void> {
    await this.until((changes) => changes.some((change) => isNamed(change, processId, version)));
  }
}

function isNamed(change: ProgressChange, processId: string, version: number): boolean {
  if (change.kind === 'moved') return change.processIds.includes(processId);
  return change.kind === 'progress' && change.progress.processId === processId && change.progress.version === version;
}

/**
 * The contract of `ProgressFeed` for stores that several machines share: their feeds run it, and pass whole.
 *
 * @example
 * ```ts
 * declare function openFeed(): Promise<ProgressFeedUnderTest>;
 * describeProgressFeed('over LISTEN and NOTIFY', { open: openFeed });
 * ```
 */
export function describeProgressFeed(name: string, { open }: ProgressFeedContract): void {
  const opened: ProgressFeedUnderTest[] = [];
  const openOne = async (): Promise<ProgressFeedUnderTest> => {
    const one = await open();
    opened.push(one);
    return one;
  };
  afterEach(async () => Promise.all(opened.splice(0).map(async (one) => one.close())));

  describe(`the progress feed ${name}`, () => {
    it('is lost until it hears, and reports then that something may have been missed', async () => {
      const { feed } = await openOne();
      const heard = new Heard(feed);
      expect(heard.kinds).toEqual(['lost']);
      await heard.untilGaps(1);
      expect(heard.kinds).toEqual(['lost', 'gap']);
    });

    it('names to each subscriber what another program has saved, until they stop', async () => {
      const { feed, save } = await openOne();
      const [one, other] = [new Heard(feed), new Heard(feed)];
      await Promise.all([one.untilGaps(1), other.untilGaps(1)]);
      const { id } = aProcess();
      await save(aProcess());
      await Promise.all([one.untilNamed(id, 0), other.untilNamed(id, 0)]);
      other.stop();
      const before = other.changes.length;
      await save(aProcess({ id: toProcessId('p2') }));
      await one.untilNamed('p2', 0);
      expect(other.changes).toHaveLength(before);
    });

    it('reports that a log has new events', async () => {
      const { feed, appendEvent } = await openOne();
      const heard = new Heard(feed);
      await heard.untilGaps(1);
      await appendEvent('i7');
      await heard.until((changes) => changes.some((change) => change.kind === 'events' && change.integrationId === 'i7'));
    });

    it('goes on after an interruption: what came meanwhile is named, or a gap is reported', async () => {
      const { feed, save, interrupt } = await openOne();
      const heard = new Heard(feed);
      await heard.untilGaps(1);
      await interrupt();
      await save(aProcess());
      const { id } = aProcess();
      await heard.until((changes) => changes.slice(2).some((change) => change.kind === 'gap' || isNamed(change, id, 0)));
      await save(aProcess({ id: toProcessId('later') }));
      await heard.untilNamed('later', 0);
    });
  });
}
