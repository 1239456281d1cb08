import { systemClock, type CallOptions, type Clock } from '@frigg-crm/core';

/** Options of {@link rememberFor}. */
export interface RememberOptions {
  /** How long a value is believed, in milliseconds. */
  readonly ttlMs: number;
  /** @defaultValue the machine's */
  readonly clock?: Clock | undefined;
}

/** Makes a read whose value is believed for a time, such as the company of an account. A failure is not kept. */
export function rememberFor<Value>(
  read: (options: CallOptions) => Promise<Value>,
  { ttlMs, clock = systemClock }: RememberOptions,
): (options: CallOptions) => Promise<Value> {
  let known: { readonly value: Value; readonly untilMs: number } | undefined;
  return async (options) => {
    if (known !== undefined && known.untilMs > clock.now()) return known.value;
    const value = await read(options);
    known = { value, untilMs: clock.now() + ttlMs };
    return value;
  };
}
