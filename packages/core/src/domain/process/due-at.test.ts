import { expect, it } from 'vitest';
import { aProcess } from '../../test-support/a-process.ts';
import { foldAll } from '../../test-support/fold-all.ts';
import { complete, dispatched, expectUnits, pause, resume, settleUnit } from '../../test-support/updates.ts';
import { dueAtOf } from './due-at.ts';

const until = '2026-01-06T00:00:00.000Z';

it('F7: is due when its pause ends by itself, and not while an operator has to act', () => {
  const paused = foldAll(aProcess(), [pause('p1', { until })]).process;
  expect(dueAtOf(paused)).toBe(until);
  expect(dueAtOf(foldAll(paused, [resume('r1')]).process)).toBeUndefined();
  expect(dueAtOf(foldAll(aProcess(), [pause('p1')]).process)).toBeUndefined();
});

it('F7: is due while a message that it decided on is not known to be sent, also after its end', () => {
  const decided = foldAll(aProcess(), [expectUnits(1, true), settleUnit(0, { synced: 1 })]).process;
  expect(dueAtOf(decided)).toBe(decided.updatedAt);
  const ended = foldAll(decided, [complete]).process;
  expect(dueAtOf(ended)).toBe(ended.updatedAt);
  expect(dueAtOf(foldAll(ended, [dispatched('process-1:COMPLETE_SYNC')]).process)).toBeUndefined();
});

it('F10: is due after its end at the moment that its context names', () => {
  expect(dueAtOf(aProcess({ context: { checkAt: until }, state: 'COMPLETED', endedAt: until }))).toBe(until);
});

it('F7: is due when an operator requested what is missing, or at the moment that its context names', () => {
  expect(dueAtOf(aProcess({ context: { requeue: true } }))).toBe(aProcess().updatedAt);
  expect(dueAtOf(aProcess({ context: { checkAt: until } }))).toBe(until);
  expect(dueAtOf(aProcess({ context: { checkAt: 'soon' } }))).toBeUndefined();
  expect(dueAtOf(aProcess({ context: { requeue: true }, state: 'COMPLETED', endedAt: until }))).toBeUndefined();
});
