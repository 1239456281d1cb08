import type { CallOptions } from '@frigg-crm/core';
import { translateError } from './errors/translate-error.ts';

/**
 * Calls the driver. Its errors become ours; a call that is given up rejects with the signal's reason at once, whatever
 * becomes of it (the driver cannot take a write back).
 */
export async function calling<Result>(
  options: CallOptions | undefined,
  call: () => Promise<Result>,
  translate: (error: unknown) => unknown = translateError,
): Promise<Result> {
  const signal = options?.signal;
  signal?.throwIfAborted();
  try {
    return signal === undefined ? await call() : await untilAborted(signal, call);
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : translate(error);
  }
}

async function untilAborted<Result>(signal: AbortSignal, call: () => Promise<Result>): Promise<Result> {
  let giveUp = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp);
  });
  try {
    return await Promise.race([call(), aborted]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
