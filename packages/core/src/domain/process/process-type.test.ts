import { expect, it } from 'vitest';
import { InvalidProcessDataError } from '../../errors/invalid-process-data-error.ts';
import { CRM_LIKE } from '../../test-support/crm-like-process-type.ts';
import { PLAIN_PROCESS_TYPE, findProcessType } from './plain-process-type.ts';
import {
  defineProcessType,
  getValidNextStates,
  isTerminalState,
  isValidState,
  isValidTransition,
  type ProcessType,
} from './process-type.ts';

function plainWith(change: Partial<ProcessType>): ProcessType {
  return { ...PLAIN_PROCESS_TYPE, ...change };
}

function plainWithArrows(transitions: ProcessType['transitions']): ProcessType {
  return plainWith({ transitions: { ...PLAIN_PROCESS_TYPE.transitions, ...transitions } });
}

const REFUSED: readonly (readonly [why: string, definition: ProcessType, message: RegExp])[] = [
  [
    'an arrow leads to a state without an entry',
    plainWithArrows({ RUNNING: ['NOWHERE', 'COMPLETED', 'ERROR', 'CANCELLED'] }),
    /NOWHERE is used/,
  ],
  ['the initial state has no entry', plainWith({ initialState: 'START' }), /START is used/],
  ['a role names a state without an entry', plainWith({ roles: { ...PLAIN_PROCESS_TYPE.roles, paused: 'HALTED' } }), /HALTED is used/],
  ['a role names what every object has', plainWith({ roles: { ...PLAIN_PROCESS_TYPE.roles, paused: 'toString' } }), /toString is used/],
  [
    'the finishing state has no entry',
    plainWith({ whenUnitsSettled: { kind: 'emit', state: 'FINISHING', event: 'X' } }),
    /FINISHING is used/,
  ],
  ['an end has an arrow', plainWithArrows({ COMPLETED: ['RUNNING', 'ERROR', 'CANCELLED'] }), /end state COMPLETED must have no arrows/],
  ['a state cannot fail', plainWithArrows({ RUNNING: ['COMPLETED', 'CANCELLED'] }), /RUNNING must be able to go to ERROR/],
  ['a state cannot be cancelled', plainWithArrows({ PAUSED: ['RUNNING', 'ERROR'] }), /PAUSED must be able to go to CANCELLED/],
  ['a process would begin at an end', plainWith({ initialState: 'COMPLETED' }), /COMPLETED must not be an end/],
  ['a paused process could never go on', plainWithArrows({ PAUSED: [] }), /PAUSED must not be an end/],
  [
    'settled units could not complete it',
    plainWithArrows({ INITIALIZING: ['RUNNING', 'ERROR', 'CANCELLED'] }),
    /INITIALIZING must be able to go to COMPLETED/,
  ],
  [
    'counting could not start it',
    plainWithArrows({ INITIALIZING: ['PAUSED', 'COMPLETED', 'ERROR', 'CANCELLED'] }),
    /INITIALIZING must be able to go to RUNNING/,
  ],
  [
    'settled units could not finish it',
    { ...CRM_LIKE, transitions: { ...CRM_LIKE.transitions, FETCHING: ['PROCESSING', 'ERROR', 'CANCELLED'] } },
    /FETCHING must be able to go to COMPLETING/,
  ],
  [
    'its finishing state could not complete',
    { ...CRM_LIKE, transitions: { ...CRM_LIKE.transitions, COMPLETING: ['ERROR', 'CANCELLED'] } },
    /COMPLETING must be able to go to COMPLETED/,
  ],
  [
    'its finishing state is an end',
    { ...CRM_LIKE, whenUnitsSettled: { kind: 'emit', state: 'COMPLETED', event: 'X' } },
    /COMPLETED must not be an end/,
  ],
  [
    'its finishing state is the paused one',
    { ...CRM_LIKE, whenUnitsSettled: { kind: 'emit', state: 'PAUSED', event: 'X' } },
    /neither begin nor finish in PAUSED/,
  ],
];

it.each(REFUSED)('refuses a machine in which %s', (_why, definition, message) => {
  expect(() => defineProcessType(definition)).toThrow(InvalidProcessDataError);
  expect(() => defineProcessType(definition)).toThrow(message);
});

it('returns a machine that cannot be changed afterwards', () => {
  const transitions = { ...PLAIN_PROCESS_TYPE.transitions, RUNNING: ['PAUSED', 'COMPLETED', 'ERROR', 'CANCELLED'] };
  const type = defineProcessType(plainWith({ transitions }));
  transitions.RUNNING.push('INITIALIZING');
  expect(isValidTransition(type, 'RUNNING', 'INITIALIZING')).toBe(false);
  for (const part of [type, type.transitions, type.roles, type.whenUnitsSettled, type.transitions['RUNNING']])
    expect(Object.isFrozen(part)).toBe(true);
});

const PLAIN_TABLE: Readonly<Record<string, readonly string[]>> = {
  INITIALIZING: ['RUNNING', 'PAUSED', 'COMPLETED', 'ERROR', 'CANCELLED'],
  RUNNING: ['RUNNING', 'PAUSED', 'COMPLETED', 'ERROR', 'CANCELLED'],
  PAUSED: ['RUNNING', 'COMPLETED', 'ERROR', 'CANCELLED'],
  COMPLETED: [],
  ERROR: [],
  CANCELLED: [],
};

it.each(Object.entries(PLAIN_TABLE))('B87: lets a plain process go from %s to exactly its own list', (from, allowed) => {
  expect(getValidNextStates(PLAIN_PROCESS_TYPE, from)).toEqual(allowed);
  for (const to of Object.keys(PLAIN_TABLE))
    expect(isValidTransition(PLAIN_PROCESS_TYPE, from, to), `${from} to ${to}`).toBe(allowed.includes(to));
  expect(isTerminalState(PLAIN_PROCESS_TYPE, from)).toBe(allowed.length === 0);
});

it('B10: knows a closed set of states, and nothing about any other', () => {
  expect(Object.keys(PLAIN_PROCESS_TYPE.transitions)).toEqual(Object.keys(PLAIN_TABLE));
  for (const unknown of ['FAILED', 'toString', '__proto__', '']) {
    expect(isValidState(PLAIN_PROCESS_TYPE, unknown)).toBe(false);
    expect(isTerminalState(PLAIN_PROCESS_TYPE, unknown)).toBe(false);
    expect(getValidNextStates(PLAIN_PROCESS_TYPE, unknown)).toEqual([]);
  }
});

it('falls back to the plain machine for a type that is not defined', () => {
  expect(findProcessType([CRM_LIKE], 'CRM_LIKE')).toBe(CRM_LIKE);
  expect(findProcessType([CRM_LIKE], 'EXPORT')).toBe(PLAIN_PROCESS_TYPE);
});
