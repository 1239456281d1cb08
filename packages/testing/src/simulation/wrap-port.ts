import { StorageError } from '@frigg-crm/core';
import type { SimulatedMachine } from './simulated-machine.ts';

type Method = (...args: readonly never[]) => unknown;

/** Names the methods of a port that are calls. */
export type MethodsOf<Port> = { [Key in keyof Port]: Port[Key] extends Method ? Key : never }[keyof Port] & string;

export interface WrapPortOptions<Port> {
  readonly machine: SimulatedMachine;
  /** What it is called in traces. */
  readonly name: string;
  /** Those that change nothing: they can fail, but not after an effect. @defaultValue none */
  readonly reads?: readonly MethodsOf<Port>[] | undefined;
}

/**
 * Puts a store behind the network of a machine: each of its calls takes time, may fail before or after its effect with a
 * `StorageError`, and is where the machine may lose its power.
 */
export function wrapPort<Port extends object>(port: Port, { machine, name, reads = [] }: WrapPortOptions<Port>): Port {
  return new Proxy(port, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      if (typeof value !== 'function' || typeof key !== 'string') return value;
      const isRead = (reads as readonly string[]).includes(key);
      return async (...args: readonly unknown[]) =>
        machine.call(`${name}.${key}`, async () => (value as (...all: readonly unknown[]) => Promise<unknown>).apply(target, [...args]), {
          refused: 'storeRefused',
          unknown: isRead ? undefined : 'storeUnknown',
          toError: () => new StorageError('the store was away'),
        });
    },
  });
}
