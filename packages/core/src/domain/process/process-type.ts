import { InvalidProcessDataError } from '../../errors/invalid-process-data-error.ts';

/** What follows when every unit is announced and settled. */
export type UnitsSettledRule =
  /** The process ends at once. */
  | { readonly kind: 'complete' }
  /** The process goes to `state`, and a message `event` is queued; its handler completes the process. */
  | { readonly kind: 'emit'; readonly state: string; readonly event: string };

/** The life of one type of process, as data. */
export interface ProcessType {
  /** The value of `Process.type` that this machine belongs to. */
  readonly type: string;
  readonly initialState: string;
  /** For every state, where it may go. A state without arrows is an end. The keys are the closed set of states. */
  readonly transitions: Readonly<Record<string, readonly string[]>>;
  /** Which state plays which part. */
  readonly roles: {
    readonly completed: string;
    readonly failed: string;
    readonly cancelled: string;
    readonly paused: string;
    /** Where a process goes by itself from its initial state when its first record is counted. Absent: it stays. */
    readonly started?: string;
    /** Where a failed process goes on when it is re-opened. Absent: it cannot be. */
    readonly reopened?: string;
  };
  readonly whenUnitsSettled: UnitsSettledRule;
}

/**
 * Checks a machine and returns it frozen: every state that is named exists, the three ends have no arrows, every other
 * state can fail and be cancelled, and wherever a process stands when its last unit is settled, it can finish (updates
 * may arrive in any order, so that may be its first state; a paused process finishes when it goes on).
 *
 * @throws {InvalidProcessDataError} naming the first state that breaks a rule.
 */
export function defineProcessType(definition: ProcessType): ProcessType {
  const { transitions, roles, initialState, whenUnitsSettled } = definition;
  const named = [initialState, ...Object.values(roles), ...Object.values(transitions).flat()];
  if (whenUnitsSettled.kind === 'emit') named.push(whenUnitsSettled.state);
  const unknown = named.find((state) => !Object.hasOwn(transitions, state));
  if (unknown !== undefined)
    throw new InvalidProcessDataError(`Process type ${definition.type}: state ${unknown} is used but has no entry in transitions`);
  const ends = [roles.completed, roles.failed, roles.cancelled];
  const open = ends.find((state) => transitions[state]?.length !== 0);
  if (open !== undefined) throw new InvalidProcessDataError(`Process type ${definition.type}: the end state ${open} must have no arrows`);
  const ongoing = [initialState, roles.paused];
  ongoing.push(...[roles.started, roles.reopened].filter((state) => state !== undefined));
  if (whenUnitsSettled.kind === 'emit') ongoing.push(whenUnitsSettled.state);
  const shut = ongoing.find((state) => transitions[state]?.length === 0);
  if (shut !== undefined) throw new InvalidProcessDataError(`Process type ${definition.type}: ${shut} must not be an end`);
  if (ongoing.indexOf(roles.paused) !== ongoing.lastIndexOf(roles.paused)) {
    throw new InvalidProcessDataError(
      `Process type ${definition.type}: a process can neither begin nor finish in ${roles.paused}, nor be re-opened there`,
    );
  }
  for (const [state, next] of Object.entries(transitions)) {
    if (next.length === 0) continue;
    const missing = requiredArrows(definition, state).find((target) => !next.includes(target));
    if (missing !== undefined)
      throw new InvalidProcessDataError(`Process type ${definition.type}: ${state} must be able to go to ${missing}`);
  }
  const frozen = Object.entries(transitions).map(([state, next]) => [state, Object.freeze([...next])] as const);
  return Object.freeze({
    ...definition,
    transitions: Object.freeze(Object.fromEntries(frozen)),
    roles: Object.freeze({ ...roles }),
    whenUnitsSettled: Object.freeze({ ...whenUnitsSettled }),
  });
}

function requiredArrows({ initialState, roles, whenUnitsSettled }: ProcessType, state: string): readonly string[] {
  const always = [roles.failed, roles.cancelled];
  if (state === initialState && roles.started !== undefined) always.push(roles.started);
  if (state === roles.paused) return always;
  const finish = whenUnitsSettled.kind === 'complete' || state === whenUnitsSettled.state ? roles.completed : whenUnitsSettled.state;
  return [...always, finish];
}

/** @returns whether the type has such a state. */
export function isValidState(type: ProcessType, state: string): boolean {
  return Object.hasOwn(type.transitions, state);
}

/** @returns where the state may go; nothing for an end or an unknown state. */
export function getValidNextStates(type: ProcessType, state: string): readonly string[] {
  return isValidState(type, state) ? (type.transitions[state] ?? []) : [];
}

/** @returns whether there is an arrow from `from` to `to`. */
export function isValidTransition(type: ProcessType, from: string, to: string): boolean {
  return getValidNextStates(type, from).includes(to);
}

/** @returns whether the process has ended in this state. */
export function isTerminalState(type: ProcessType, state: string): boolean {
  return isValidState(type, state) && getValidNextStates(type, state).length === 0;
}
