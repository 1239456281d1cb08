import { ApplyProcessUpdates, toProcessId, toProcessProgress, type LogFields, type ProcessProgress } from '@frigg-crm/core';
import { aProcess } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { createMemoryProcessRepository } from '../process-repository/memory-process-repository.ts';
import { createMemoryProgressPublisher } from './memory-progress-publisher.ts';

const progressOf = (userId: string, id: string): ProcessProgress => toProcessProgress(aProcess({ userId, id: toProcessId(id) }));

describe('the progress publisher in memory', () => {
  it('B89: notifies a listener of the processes of its user only', () => {
    const publisher = createMemoryProgressPublisher();
    const heard: Record<string, string[]> = { everything: [], user: [], process: [], both: [] };
    const hear =
      (name: string) =>
      (progress: ProcessProgress): void => {
        heard[name]?.push(progress.processId);
      };
    publisher.subscribe(hear('everything'));
    publisher.subscribe(hear('user'), { userId: 'u1' });
    publisher.subscribe(hear('process'), { processId: 'p1' });
    publisher.subscribe(hear('both'), { userId: 'u2', processId: 'p1' });
    for (const [userId, id] of [
      ['u1', 'p1'],
      ['u1', 'p2'],
      ['u2', 'p3'],
    ] as const)
      void publisher.publish(progressOf(userId, id));
    expect(heard).toEqual({ everything: ['p1', 'p2', 'p3'], user: ['p1', 'p2'], process: ['p1'], both: [] });
  });

  it('P9: goes on when listeners throw or reject, and says so without their words', async () => {
    const warnings: LogFields[] = [];
    const quiet = { debug() {}, info() {}, error() {}, warn: (fields: LogFields) => void warnings.push(fields), child: () => quiet };
    const publisher = createMemoryProgressPublisher({ logger: quiet });
    const heard: string[] = [];
    publisher.subscribe(() => {
      throw new TypeError('+49 170 1234567');
    });
    publisher.subscribe(async () => Promise.reject(new RangeError('late')));
    publisher.subscribe((progress) => void heard.push(progress.processId));
    await publisher.publish(progressOf('u1', 'p1'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual(['p1']);
    expect(warnings).toEqual([
      { processId: 'p1', error: 'TypeError' },
      { processId: 'p1', error: 'RangeError' },
    ]);
  });

  it('stops at once when a subscription ends, also in the middle of an announcement', () => {
    const publisher = createMemoryProgressPublisher();
    const heard: string[] = [];
    publisher.subscribe(() => {
      unsubscribe();
      unsubscribe();
    });
    const unsubscribe = publisher.subscribe((progress) => void heard.push(progress.processId));
    void publisher.publish(progressOf('u1', 'p1'));
    expect(heard).toEqual([]);
  });

  it('calls a listener once for each of its subscriptions', () => {
    const publisher = createMemoryProgressPublisher();
    const heard: string[] = [];
    const listener = (progress: ProcessProgress): void => void heard.push(progress.processId);
    publisher.subscribe(listener);
    const unsubscribe = publisher.subscribe(listener);
    void publisher.publish(progressOf('u1', 'p1'));
    unsubscribe();
    void publisher.publish(progressOf('u1', 'p2'));
    expect(heard).toEqual(['p1', 'p1', 'p2']);
  });

  it('refuses more subscriptions than it may hold, and takes new ones when others end', () => {
    const publisher = createMemoryProgressPublisher({ maxSubscriptions: 2 });
    publisher.subscribe(() => {});
    const unsubscribe = publisher.subscribe(() => {});
    expect(() => publisher.subscribe(() => {})).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }) as Error);
    unsubscribe();
    expect(() => publisher.subscribe(() => {})).not.toThrow();
  });

  it('announces what a use case stored', async () => {
    const publisher = createMemoryProgressPublisher();
    const processRepository = createMemoryProcessRepository();
    const heard: ProcessProgress[] = [];
    publisher.subscribe((progress) => void heard.push(progress), { userId: 'user-1' });
    await processRepository.create(aProcess({ type: 'PLAIN' }));
    const { id: processId } = aProcess();
    await new ApplyProcessUpdates({ processRepository, publisher }).execute([
      { type: 'UPDATE_METRICS', processId, updateId: 'm#1', metrics: { processed: 3, success: 2, skipped: 1 } },
    ]);
    expect(heard).toMatchObject([{ processId, processed: 3, successCount: 2, skippedCount: 1, version: 1 }]);
  });
});
