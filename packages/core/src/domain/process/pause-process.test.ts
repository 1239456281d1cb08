import { expect, it } from 'vitest';
import { aProcess } from '../../test-support/a-process.ts';
import { foldAll } from '../../test-support/fold-all.ts';
import { complete, expectUnits, goTo, pause, resume, settleUnit } from '../../test-support/updates.ts';
import { PLAIN_PROCESS_TYPE } from './plain-process-type.ts';
import { toProcessProgress } from './process-progress.ts';

it('goes back to where it was paused, and says meanwhile why it waits', () => {
  const { process: paused } = foldAll(aProcess(), [goTo('FETCHING'), pause('click#1')]);
  expect(paused.state).toBe('PAUSED');
  expect(toProcessProgress(paused).waiting).toEqual({ code: 'OPERATOR', message: 'An operator paused it' });
  const { process: resumed } = foldAll(paused, [resume('click#2')]);
  expect(resumed.state).toBe('FETCHING');
  expect(resumed.ledger).not.toHaveProperty('paused');
  expect(toProcessProgress(resumed).waiting).toBeNull();
});

it('stays paused when a worker that was under way moves it, and goes on from there', () => {
  const { process } = foldAll(aProcess(), [goTo('FETCHING'), pause('click#1'), goTo('PROCESSING')]);
  expect(process.state).toBe('PAUSED');
  expect(foldAll(process, [resume('click#2')]).process.state).toBe('PROCESSING');
});

it('refuses moves that were illegal before the pause', () => {
  const { process } = foldAll(aProcess(), [goTo('PROCESSING'), pause('click#1')]);
  expect(() => foldAll(process, [goTo('FETCHING')])).toThrow(/from PROCESSING to FETCHING/);
});

it('counts what workers settle during the pause, and finishes when it goes on', () => {
  const { process, effects } = foldAll(aProcess(), [expectUnits(1, true), pause('click#1'), settleUnit(0, { synced: 3 })]);
  expect({ state: process.state, effects, counted: process.context['processedRecords'] }).toEqual({
    state: 'PAUSED',
    effects: [],
    counted: 3,
  });
  const resumed = foldAll(process, [resume('click#2')]);
  expect(resumed.effects).toHaveLength(1);
  expect(foldAll(resumed.process, [complete]).process.state).toBe('COMPLETED');
});

it('is neither paused nor resumed by a click that is delivered again', () => {
  const clicks = [pause('click#1'), resume('click#2')];
  const again = foldAll(aProcess(), [goTo('FETCHING'), ...clicks, pause('click#1')]);
  expect([again.outcome, again.process.state]).toEqual(['already-folded', 'FETCHING']);
});

it('keeps the reason that lasts longer, whichever comes first', () => {
  const soon = { code: 'RATE_LIMITED', message: 'soon', until: '2026-01-05T11:00:00.000Z' };
  const late = { code: 'RATE_LIMITED', message: 'late', until: '2026-01-05T12:00:00.000Z' };
  const reasonAfter = (...reasons: readonly object[]): unknown =>
    foldAll(
      aProcess(),
      reasons.map((reason, index) => pause(`pause#${index}`, reason)),
    ).process.ledger.paused?.reason?.message;
  expect([reasonAfter(soon, late), reasonAfter(late, soon)]).toEqual(['late', 'late']);
  expect([reasonAfter(soon, {}), reasonAfter({}, soon)]).toEqual(['An operator paused it', 'An operator paused it']);
});

it('can be cancelled and can fail while it is paused', () => {
  const { process } = foldAll(aProcess(), [pause('click#1'), goTo('CANCELLED')]);
  expect([process.state, process.ledger.paused]).toEqual(['CANCELLED', undefined]);
  expect(toProcessProgress(process).waiting).toBeNull();
});

it('resumes nothing that is not paused, and pauses nothing that has ended', () => {
  expect(foldAll(aProcess(), [goTo('FETCHING'), resume('click#1')]).process.state).toBe('FETCHING');
  expect(foldAll(aProcess(), [goTo('CANCELLED'), pause('click#1')]).outcome).toBe('ended');
});

it('leaves the pause by a plain move when it was paused by one, as Frigg does', () => {
  const plain = aProcess({ type: 'EXPORT', state: 'RUNNING' });
  const { process } = foldAll(plain, [goTo('PAUSED'), goTo('RUNNING')], PLAIN_PROCESS_TYPE);
  expect([process.state, process.ledger.paused]).toEqual(['RUNNING', undefined]);
});

it('refuses a reason without a code, and an end of the pause that is no time', () => {
  expect(() => foldAll(aProcess(), [pause('click#1', { until: 'tomorrow' })])).toThrow(/reason.until/);
  expect(() => foldAll(aProcess(), [pause('click#1', { code: 7 as never })])).toThrow(/reason must have code/);
});

it('strikes personal data out of a reason', () => {
  const { process } = foldAll(aProcess(), [pause('click#1', { message: 'ask ana@example.com' })]);
  expect(toProcessProgress(process).waiting?.message).toBe('ask [redacted]');
});
