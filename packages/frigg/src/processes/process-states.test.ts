import { describe, expect, it } from 'vitest';
import {
  ProcessState,
  StateTransitions,
  TerminalStates,
  TransitionGuards,
  getValidNextStates,
  isTerminalState,
  isValidState,
  isValidTransition,
  validateTransition,
} from './process-states.ts';

const STATES = ['INITIALIZING', 'RUNNING', 'PAUSED', 'COMPLETED', 'ERROR', 'CANCELLED'] as const;
/** Row by row: from where one may go where. */
const ARROWS = [
  ['INITIALIZING', '-+--++'],
  ['RUNNING', '-+++++'],
  ['PAUSED', '-+-+++'],
  ['COMPLETED', '------'],
  ['ERROR', '------'],
  ['CANCELLED', '------'],
] as const;
const PAIRS = ARROWS.flatMap(([from, row]) => STATES.map((to, index) => ({ from, to, isAllowed: row[index] === '+' })));

describe("Frigg's machine", () => {
  it('has six states, each named as itself, three of which are ends', () => {
    expect(ProcessState).toEqual(Object.fromEntries(STATES.map((state) => [state, state])));
    expect(TerminalStates).toEqual(['COMPLETED', 'ERROR', 'CANCELLED']);
    expect(Object.keys(StateTransitions)).toEqual(STATES);
  });

  it.each(PAIRS)('knows whether $from may go to $to: $isAllowed', ({ from, to, isAllowed }) => {
    expect(isValidTransition(from, to)).toBe(isAllowed);
  });

  it.each(PAIRS)('says of a process in $from whether it may go to $to, and why not: $isAllowed', ({ from, to, isAllowed }) => {
    const next = STATES.filter((state) => PAIRS.some((pair) => pair.from === from && pair.to === state && pair.isAllowed));
    const verdict = validateTransition({ state: from }, to);
    expect(verdict.valid).toBe(isAllowed);
    if (verdict.valid) return;
    expect(verdict.error).toMatch(new RegExp(`^Invalid transition from ${from} to ${to}\\. Valid next states: `));
    for (const state of next) expect(verdict.error).toContain(state);
  });

  it.each(STATES)('knows the end, the existence and the next states of %s', (state) => {
    const allowed = PAIRS.filter(({ from, isAllowed }) => from === state && isAllowed).map(({ to }) => to);
    expect(isValidState(state)).toBe(true);
    expect(isTerminalState(state)).toBe(allowed.length === 0);
    expect(getValidNextStates(state).toSorted()).toEqual(allowed.toSorted());
  });

  it.each(['', 'running', 'FETCHING_TOTAL', 'toString', '__proto__'])('has no state %j', (state) => {
    expect([isValidState(state), isTerminalState(state), getValidNextStates(state)]).toEqual([false, false, []]);
    expect([isValidTransition(state, 'RUNNING'), isValidTransition('RUNNING', state)]).toEqual([false, false]);
    const error = `Invalid state: ${state}. Valid states: ${STATES.join(', ')}`;
    expect(validateTransition({ state: 'RUNNING' }, state)).toEqual({ valid: false, error });
  });

  it.each([
    ['canComplete', ['INITIALIZING', 'RUNNING', 'PAUSED']],
    ['canError', ['INITIALIZING', 'RUNNING', 'PAUSED']],
    ['canPause', ['RUNNING']],
    ['canResume', ['PAUSED']],
    ['canCancel', ['INITIALIZING', 'RUNNING', 'PAUSED']],
  ] as const)('guards %s', (guard, states) => {
    expect(STATES.filter((state) => TransitionGuards[guard]({ state }))).toEqual(states);
  });
});
