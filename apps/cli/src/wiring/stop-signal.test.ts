import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { createStopSignal } from './stop-signal.ts';

function setUp() {
  const source = Object.assign(new EventEmitter(), { stdout: new EventEmitter() });
  const ends: number[] = [];
  let nowMs = 0;
  const signal = createStopSignal(source, (exitCode) => ends.push(exitCode), { now: () => nowMs, sleep: async () => {} });
  return { source, signal, ends, wait: (ms: number) => void (nowMs += ms) };
}

it.for([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('stops at the first %s and ends at once with %i at the second', ([name, exitCode]) => {
  const { source, signal, ends, wait } = setUp();
  source.emit(name);
  expect(signal.reason).toMatchObject({ code: 'STOPPED', exitCode });
  wait(1000);
  source.emit(name);
  expect(ends).toEqual([exitCode]);
});

it('ignores a Ctrl-C that a script runner forwards right after the first one', () => {
  const { source, signal, ends, wait } = setUp();
  source.emit('SIGINT');
  wait(20);
  source.emit('SIGINT');
  expect(signal.aborted).toBe(true);
  expect(ends).toEqual([]);
});

it('stops when stdout is closed', () => {
  const { source, signal } = setUp();
  source.stdout.emit('error', new Error('EPIPE'));
  expect(signal.aborted).toBe(true);
});
