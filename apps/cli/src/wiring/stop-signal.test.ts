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

it.for(['SIGINT', 'SIGTERM'])('stops at the first %s and ends at once at the second', (name) => {
  const { source, signal, ends, wait } = setUp();
  source.emit(name);
  expect(signal.aborted).toBe(true);
  wait(1000);
  source.emit(name);
  expect(ends).toEqual([1]);
});

it('takes a Ctrl-C that a script runner passes on for the one that came before', () => {
  const { source, signal, ends, wait } = setUp();
  source.emit('SIGINT');
  wait(20);
  source.emit('SIGINT');
  expect(signal.aborted).toBe(true);
  expect(ends).toEqual([]);
});

it('stops when nobody reads the output any more', () => {
  const { source, signal } = setUp();
  source.stdout.emit('error', new Error('EPIPE'));
  expect(signal.aborted).toBe(true);
});
