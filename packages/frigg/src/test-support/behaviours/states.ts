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
} from '../../processes/process-states.ts';
import type { Behaviour } from './behaviour.ts';

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

const nextOf = (arrows: string): readonly string[] => STATES.filter((_state, index) => arrows[index] === '+');

const TRANSITIONS: readonly Behaviour[] = ARROWS.flatMap(([from, arrows]) =>
  STATES.map((to, index): Behaviour => {
    const isAllowed = arrows[index] === '+';
    return [
      `asks whether ${from} may become ${to}, with and without a reason`,
      () => [isValidTransition(from, to), validateTransition({ state: from }, to).valid],
      [isAllowed, isAllowed],
    ];
  }),
);

const EACH_STATE: readonly Behaviour[] = ARROWS.flatMap(([state, arrows]): Behaviour[] => [
  [`asks where ${state} may go`, () => getValidNextStates(state).toSorted(), nextOf(arrows).toSorted()],
  [`asks whether ${state} is an end`, () => isTerminalState(state), !arrows.includes('+')],
]);

const GUARDS: readonly Behaviour[] = (
  [
    ['canComplete', ['INITIALIZING', 'RUNNING', 'PAUSED']],
    ['canError', ['INITIALIZING', 'RUNNING', 'PAUSED']],
    ['canPause', ['RUNNING']],
    ['canResume', ['PAUSED']],
    ['canCancel', ['INITIALIZING', 'RUNNING', 'PAUSED']],
  ] as const
).map(([guard, allowed]) => [`asks in each state: ${guard}`, () => STATES.filter((state) => TransitionGuards[guard]({ state })), allowed]);

/** The machine of states, as data and functions. */
export const STATE_BEHAVIOURS: readonly Behaviour[] = [
  ...TRANSITIONS,
  ...EACH_STATE,
  ...GUARDS,
  ['lists the states, each named as itself', () => ProcessState, Object.fromEntries(STATES.map((state) => [state, state]))],
  ['lists the ends', () => TerminalStates, ['COMPLETED', 'ERROR', 'CANCELLED']],
  ['lists the states that have a way', () => Object.keys(StateTransitions), STATES],
  ['asks for the ways out of an end', () => StateTransitions.ERROR, []],
  ['asks whether each state is one', () => STATES.every((state) => isValidState(state)), true],
  ['asks whether a state of a CRM sync is one', () => isValidState('FETCHING_TOTAL'), false],
  ['asks whether a state in lower case is one', () => isValidState('running'), false],
  ['asks whether an empty text is a state', () => isValidState(''), false],
  ['asks whether nothing is a state', () => isValidState(undefined as never), false],
  ['asks whether what every object has is a state', () => isValidState('toString'), false],
  ['asks whether an unknown state is an end', () => isTerminalState('DONE'), false],
  ['asks where an unknown state may go', () => getValidNextStates('DONE'), []],
  ['asks for a way from an unknown state', () => isValidTransition('DONE', 'RUNNING'), false],
  ['asks for a way to an unknown state', () => isValidTransition('RUNNING', 'DONE'), false],
  ['validates a way that there is', () => validateTransition({ state: 'RUNNING' }, 'COMPLETED'), { valid: true }],
  [
    'validates a way that there is not',
    () => validateTransition({ state: 'INITIALIZING' }, 'PAUSED'),
    { valid: false, error: 'Invalid transition from INITIALIZING to PAUSED. Valid next states: RUNNING, ERROR, CANCELLED' },
  ],
  [
    'validates a way out of an end',
    () => validateTransition({ state: 'COMPLETED' }, 'RUNNING'),
    { valid: false, error: 'Invalid transition from COMPLETED to RUNNING. Valid next states: ' },
  ],
  [
    'validates a way to an unknown state',
    () => validateTransition({ state: 'RUNNING' }, 'DONE'),
    { valid: false, error: `Invalid state: DONE. Valid states: ${STATES.join(', ')}` },
  ],
  [
    'validates a way from an unknown state',
    () => validateTransition({ state: 'DONE' }, 'RUNNING'),
    { valid: false, error: 'Invalid transition from DONE to RUNNING. Valid next states: ' },
  ],
];
