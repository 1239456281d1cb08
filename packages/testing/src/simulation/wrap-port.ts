import { StorageError } from '@frigg-crm/core';
import type { SimulatedMachine } from './simulated-machine.ts';

/** The machine that a port belongs to, and which of its methods only read. */
export interface WrapPortOptions {
  readonly machine: SimulatedMachine;
  /** What it is called in traces. */
  readonly name: string;
  /** Methods that change nothing: they can fail, but not after an effect. @defaultValue whatever begins with `find` or `count` */
  readonly reads?: RegExp | undefined;
}

/**
 * Puts a store behind the network of a machine: each of its calls takes time, may fail before or after its effect with a
 * `StorageError`, and is where the machine may lose its power.
 */
export function wrapPort<Port extends object>(port: Port, { machine, name, reads = /^(find|count)/ }: WrapPortOptions): Port {
  return new Proxy(port, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function' || typeof key !== 'string') return value;
      const isRead = reads.test(key);
      return async (...args: readonly unknown[]) =>
        machine.call(`${name}.${key}`, async () => (value as (...all: readonly unknown[]) => Promise<unknown>).apply(target, [...args]), {
          refused: 'storeRefused',
          unknown: isRead ? undefined : 'storeUnknown',
          hangs: 'storeHangs',
          toError: () => new StorageError('the store was away'),
        });
    },
  });
}
