/** The states of a process, as Frigg names them. */
export const ProcessState = {
  INITIALIZING: 'INITIALIZING',
  RUNNING: 'RUNNING',
  PAUSED: 'PAUSED',
  COMPLETED: 'COMPLETED',
  ERROR: 'ERROR',
  CANCELLED: 'CANCELLED',
} as const;

/** One of {@link ProcessState}. */
export type FriggProcessState = keyof typeof ProcessState;

const ENDS = ['COMPLETED', 'ERROR', 'CANCELLED'] as const;

/**
 * Where each state may go by Frigg's machine. The machine that processes here really have allows more: a process may be
 * paused, or completed, before it runs.
 */
export const StateTransitions: Readonly<Record<FriggProcessState, readonly FriggProcessState[]>> = {
  INITIALIZING: ['RUNNING', 'ERROR', 'CANCELLED'],
  RUNNING: ['PAUSED', ...ENDS, 'RUNNING'],
  PAUSED: ['RUNNING', ...ENDS],
  COMPLETED: [],
  ERROR: [],
  CANCELLED: [],
};

/** The states in which a process has ended. */
export const TerminalStates: readonly FriggProcessState[] = ENDS;

/** @returns whether a process in this state has ended. */
export function isTerminalState(state: string): boolean {
  return (TerminalStates as readonly string[]).includes(state);
}

/** @returns whether there is such a state. */
export function isValidState(state: string): state is FriggProcessState {
  return Object.hasOwn(ProcessState, state);
}

/** @returns where a state may go; nothing for an end or an unknown state. */
export function getValidNextStates(state: string): readonly FriggProcessState[] {
  return isValidState(state) ? StateTransitions[state] : [];
}

/** @returns whether a process may go from one state to another. */
export function isValidTransition(from: string, to: string): boolean {
  return (getValidNextStates(from) as readonly string[]).includes(to);
}

/** What {@link TransitionGuards} and {@link validateTransition} read of a process. */
export interface GuardedProcess {
  readonly state: string;
}

const isUnderWay = ({ state }: GuardedProcess): boolean => !isTerminalState(state);

/** Whether a process may be completed, failed, paused, resumed, cancelled. */
export const TransitionGuards = {
  canComplete: isUnderWay,
  canError: isUnderWay,
  canPause: ({ state }: GuardedProcess): boolean => state === ProcessState.RUNNING,
  canResume: ({ state }: GuardedProcess): boolean => state === ProcessState.PAUSED,
  canCancel: isUnderWay,
} as const;

/** Whether a transition is allowed, and if not, why. */
export type TransitionVerdict = { readonly valid: true } | { readonly valid: false; readonly error: string };

/** @returns whether a process may go to a state, with the reason where it may not. */
export function validateTransition({ state }: GuardedProcess, to: string): TransitionVerdict {
  if (!isValidState(to)) return { valid: false, error: `Invalid state: ${to}. Valid states: ${Object.keys(ProcessState).join(', ')}` };
  if (isValidTransition(state, to)) return { valid: true };
  const next = getValidNextStates(state).join(', ');
  return { valid: false, error: `Invalid transition from ${state} to ${to}. Valid next states: ${next}` };
}
