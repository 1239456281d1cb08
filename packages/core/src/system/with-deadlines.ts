import { StorageError } from '../errors/storage-error.ts';
import type { Clock } from '../ports/clock.ts';
import { withTimeout } from './with-timeout.ts';

/**
 * How long a call of a port may take, in milliseconds. More than adapters take for one call by their own deadlines, whose
 * errors say more: this one is for implementations that have none.
 */
export const PORT_TIMEOUT_MS = 120_000;

/** Options of {@link withDeadlines}. */
export interface PortDeadlineOptions<Port> {
  readonly clock: Clock;
  /** Names the port in the error, such as `process repository`. */
  readonly name: string;
  /** Milliseconds of the clock that one call may take. @defaultValue 120_000 */
  readonly ms?: number | undefined;
  /** Calls that take as long as they take, such as `consume`. @defaultValue none: each call has the deadline */
  readonly except?: readonly (keyof Port)[] | undefined;
}

/** The deadline of each port that has one. */
const deadlines = new WeakMap<object, number>();

/**
 * Gives each call of a port a deadline, so that an implementation that hangs cannot hold up its caller for ever. A port
 * whose calls have a deadline already is returned as it is, unless this one is shorter.
 *
 * @example
 * ```ts
 * const inTime = (queue: MessageQueue): MessageQueue =>
 *   withDeadlines(queue, { clock: systemClock, name: 'work queue', except: ['consume', 'close'] });
 * ```
 * @returns the same port. A call that is late rejects with a {@link StorageError}; the implementation may still complete it.
 */
export function withDeadlines<Port extends object>(port: Port, options: PortDeadlineOptions<Port>): Port {
  const { clock, name, ms = PORT_TIMEOUT_MS, except = [] } = options;
  if ((deadlines.get(port) ?? Number.POSITIVE_INFINITY) <= ms) return port;
  const exempt: readonly PropertyKey[] = except;
  const limited = new Proxy(port, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== 'function' || exempt.includes(key)) return typeof member === 'function' ? member.bind(target) : member;
      const onTimeout = (): Error =>
        new StorageError(`The ${name} did not respond to ${String(key)} within ${ms} ms; whether a change took effect is unknown`);
      return async (...args: readonly unknown[]) =>
        withTimeout(clock, async () => Reflect.apply(member, target, args) as Promise<unknown>, { ms, onTimeout });
    },
  });
  deadlines.set(limited, ms);
  return limited;
}
