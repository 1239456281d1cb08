import { systemClock, toProcessProgress, type Process } from '@frigg-crm/core';
import { createSyncRecorder, exportSync, type SyncExport } from '@frigg-crm/crm-base';
import { openMemoryStore } from '@frigg-crm/memory';
import { createChance } from '@frigg-crm/testing';
import { describe, expect, it } from 'vitest';
import { aRecording } from '../test-support/a-recording.ts';
import { replay, type ReplayOptions } from './replay.ts';

/** Plays a file again, records that, and makes a file of it. */
async function replayToFile(file: SyncExport, options: ReplayOptions) {
  let newest: Process | undefined;
  const { documents } = openMemoryStore();
  const recorder = createSyncRecorder({ processRepository: { findById: async () => newest }, documents, clock: systemClock });
  const result = await replay(file, {
    ...options,
    onStored(process) {
      newest = process;
      recorder.publish(toProcessProgress(process));
    },
  });
  await recorder.flush();
  if (newest === undefined) throw new Error('nothing was played');
  return { result, file: await exportSync(newest, { documents, at: file.exportedAt }) };
}

describe('a replay of a recorded sync', () => {
  it('comes to the same, and so does the replay of its own recording, whatever the sync went through', { timeout: 120_000 }, async () => {
    const marks = new Set<string>();
    for (let seed = 1; seed <= 25; seed += 1) {
      const recorded = aRecording(createChance(seed, 'recording'));
      const { result, file } = await replayToFile(recorded, { seed });
      expect({ seed, differences: result.differences, notes: result.notes }).toEqual({ seed, differences: [], notes: [] });
      const again = await replay(file, { seed: seed + 1000 });
      expect({ seed, again: again.differences }).toEqual({ seed, again: [] });
      for (const state of result.states) marks.add(state);
      if (recorded.sync.generation > 0) marks.add('redriven');
      if (!recorded.sync.ended) marks.add('under way');
    }
    expect([...marks]).toEqual(expect.arrayContaining(['COMPLETED', 'ERROR', 'CANCELLED', 'PAUSED', 'redriven', 'under way']));
  });

  it('comes to the same while machines crash and messages come late and twice', { timeout: 120_000 }, async () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const recorded = aRecording(createChance(seed, 'with faults'), { ending: 'ends' });
      const { differences } = await replay(recorded, { seed, kinds: ['crash', 'delay', 'duplicate', 'reorder', 'storeUnknown'] });
      expect({ seed, differences }).toEqual({ seed, differences: [] });
    }
  });

  it('plays a file the same way each time', async () => {
    const recorded = aRecording(createChance(7, 'recording'));
    const [one, two] = [await replay(recorded, { seed: 1 }), await replay(recorded, { seed: 1 })];
    expect(two).toEqual(one);
  });

  it('says in a sentence what cannot be, and what comes out otherwise', async () => {
    const recorded = aRecording(createChance(3, 'recording'), { ending: 'ends' });
    const { counts } = recorded.sync;
    const tampered = { ...recorded, sync: { ...recorded.sync, counts: { ...counts, processed: counts.processed + 1 } } };
    expect((await replay(tampered, { seed: 1 })).differences).toEqual([
      expect.stringMatching(/^At .* the file says \d+ processed, which are not \d+ \+ \d+ \+ \d+$/),
    ]);
    const ended = { ...recorded, sync: { ...recorded.sync, state: recorded.sync.state === 'ERROR' ? 'COMPLETED' : 'ERROR' } };
    expect((await replay(ended, { seed: 1 })).differences).toEqual([expect.stringMatching(/^It ended as (COMPLETED|ERROR), and as /)]);
  });

  it('refuses what it cannot play', async () => {
    const recorded = aRecording(createChance(3, 'recording'));
    const ofSingle: SyncExport = { ...recorded, sync: { ...recorded.sync, type: 'WEBHOOK' } };
    await expect(replay(ofSingle, { seed: 1 })).rejects.toThrow('A sync of single people');
    const large: SyncExport = { ...recorded, pages: { ...recorded.pages, known: 100_000 } };
    await expect(replay(large, { seed: 1 })).rejects.toThrow('It has 100000 pages');
  });
});
