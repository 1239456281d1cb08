import { aProcess } from '@frigg-crm/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  addToRecording,
  EMPTY_RECORDING,
  MAX_SAMPLES,
  MAX_STATES,
  sampleOf,
  untilNextSample,
  withoutRepeats,
  type StateMove,
  type SyncRecording,
} from './sync-recording.ts';

function sampleAt(version: number): ReturnType<typeof sampleOf> {
  return sampleOf(aProcess({ version, updatedAt: new Date(version * 1000).toISOString() }));
}

function moveTo(state: string, version: number): StateMove {
  return { at: new Date(version * 1000).toISOString(), version, state, waiting: null };
}

it('keeps the first and the newest sample, and a bounded number between them, however long a sync runs', () => {
  let recording: SyncRecording = EMPTY_RECORDING;
  for (let version = 0; version < 5000; version += 1) {
    recording = addToRecording(recording, { states: [moveTo(`STATE_${version}`, version)], sample: sampleAt(version) });
    expect(recording.states.length).toBeLessThanOrEqual(MAX_STATES);
    expect(recording.samples.length).toBeLessThanOrEqual(MAX_SAMPLES);
    expect([recording.samples[0]?.version, recording.samples.at(-1)?.version]).toEqual([0, version]);
  }
  expect(recording.spacingMs).toBeGreaterThan(60_000);
});

it('keeps the states that a sync came to, however many programs see each of them', () => {
  let recording: SyncRecording = EMPTY_RECORDING;
  for (let version = 0; version < 1200; version += 1) {
    const state = ['INITIALIZING', 'PROCESSING_BATCHES', 'PAUSED', 'PROCESSING_BATCHES'][Math.floor(version / 300)] ?? '';
    recording = addToRecording(recording, { states: [moveTo(state, version)], sample: sampleAt(version) });
    expect(recording.states.length).toBeLessThanOrEqual(MAX_STATES);
  }
  expect(withoutRepeats(recording.states).map(({ state, version }) => [state, version])).toEqual([
    ['INITIALIZING', 0],
    ['PROCESSING_BATCHES', 300],
    ['PAUSED', 600],
    ['PROCESSING_BATCHES', 900],
  ]);
});

it.each([
  ['after its spacing', 4000, 0],
  ['not before', 3400, 600],
  ['after its spacing, too, where the clock of another program is ahead', 0, 1000],
])('says when the next sample is due: %s', (_, nowMs, expected) => {
  const recording = addToRecording(EMPTY_RECORDING, { states: [], sample: sampleAt(3) });
  expect(untilNextSample(recording, nowMs)).toBe(expected);
  expect(untilNextSample(EMPTY_RECORDING, nowMs)).toBe(0);
});

it('comes to the same states and samples in whatever order programs add them, and however often', () => {
  const steps = Array.from({ length: 12 }, (_, version) => version);
  const states = ['INITIALIZING', 'PROCESSING_BATCHES', 'PAUSED', 'PROCESSING_BATCHES', 'COMPLETED'];
  const addAll = (order: readonly number[]): SyncRecording =>
    order.reduce<SyncRecording>(
      (recording, version) =>
        addToRecording(recording, {
          states: states[version] === undefined ? [] : [moveTo(states[version], version)],
          sample: sampleAt(version),
        }),
      EMPTY_RECORDING,
    );
  const expected = addAll(steps);
  expect(expected.states.map(({ state }) => state)).toEqual(states);
  fc.assert(
    fc.property(fc.shuffledSubarray([...steps, ...steps], { minLength: 24, maxLength: 24 }), (order) => {
      expect(addAll(order)).toEqual(expected);
    }),
  );
});

it('keeps the numbers without the pages where those are in too many runs', () => {
  const { ledger } = aProcess();
  const settled = Array.from({ length: 100 }, (_, index): [number, number] => [index * 2, index * 2]);
  expect(sampleOf(aProcess({ ledger: { ...ledger, settled } }))).toMatchObject({ known: 199, pages: null });
  expect(sampleOf(aProcess({ ledger: { ...ledger, settled: [[0, 9]], failed: [[3, 3]] } }))).toMatchObject({
    pages: { settled: [[0, 9]], failed: [[3, 3]] },
  });
});
