import { systemClock, type CallOptions, type Clock } from '@frigg-crm/core';
import { createReferences, type SharedReferences } from './references.ts';

/** Options of {@link rememberFor}. */
export interface RememberOptions {
  /** How long a value is believed, in milliseconds. */
  readonly ttlMs: number;
  /** @defaultValue the machine's */
  readonly clock?: Clock | undefined;
  /** Where all workers of the program keep the value, and under which name. @defaultValue it is kept for this read alone */
  readonly shared?: (SharedReferences & { readonly name: string }) | undefined;
}

/**
 * Makes a read whose value is believed for a time, such as the company of an account. Callers at the same time share one read.
 * A failure is not kept.
 */
export function rememberFor<Value>(
  read: (options: CallOptions) => Promise<Value>,
  { ttlMs, clock = systemClock, shared }: RememberOptions,
): (options: CallOptions) => Promise<Value> {
  const own = createReferences({ clock, maxEntries: 1 });
  // Boxed: `undefined` is a value, too.
  const fetch = async (_ids: readonly string[], options: CallOptions) => new Map([[ONE, { value: await read(options) }]]);
  return async (options) => {
    const scope = shared?.scope();
    const references = scope === undefined ? own : (shared?.references ?? own);
    const values = await references.read({ scope: [...(scope ?? []), 'value', shared?.name ?? ''], ids: [ONE], fetch, ttlMs }, options);
    const { value } = values.get(ONE) ?? missing();
    return value;
  };
}

const ONE = '';

function missing(): never {
  throw new TypeError('A value that was just read is not there');
}
