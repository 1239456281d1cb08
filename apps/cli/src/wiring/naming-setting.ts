import { FriggCrmError } from '@frigg-crm/core';
import { nameOf, type Flag } from '../config/flag.ts';
import { RunFailedError } from '../errors/run-failed-error.ts';
import { UsageError } from '../errors/usage-error.ts';

/** Which setting an error comes from, whatever was being done when it was thrown. */
const ORIGINS = new WeakMap<object, Flag>();

/**
 * Does work that depends on one setting, before anything is started.
 * @throws {UsageError} that names the setting for every error of ours: the one that the error comes from, else `flag`.
 */
export async function namingSetting<Result>(flag: Flag, work: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!FriggCrmError.is(error) || error.code === 'STOPPED') throw error;
    throw new UsageError(`${nameOf(originOf(error) ?? flag)}: ${error.message}`, { cause: error });
  }
}

/** Runs what was started. @throws {RunFailedError} that names the setting, for an error of a port that has one. */
export async function namingOrigin<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const flag = originOf(error);
    if (flag === undefined || !FriggCrmError.is(error)) throw error;
    throw new RunFailedError(`${nameOf(flag)}: ${error.message}`, { cause: error });
  }
}

/** @returns the port, whose methods all return promises, with errors that remember that they come from this setting. */
export function withOrigin<Port extends object>(port: Port, flag: Flag): Port {
  return new Proxy(port, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => call(async () => Reflect.apply(value, target, args) as unknown, flag);
    },
  });
}

async function call(work: () => Promise<unknown>, flag: Flag): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (typeof error === 'object' && error !== null) ORIGINS.set(error, flag);
    throw error;
  }
}

function originOf(error: unknown): Flag | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  return ORIGINS.get(error) ?? originOf('cause' in error ? error.cause : undefined);
}
