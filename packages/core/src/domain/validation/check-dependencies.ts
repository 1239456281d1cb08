import { ConfigurationError } from '../../errors/configuration-error.ts';

/** The options that a class or function takes. */
export interface KnownOptions {
  readonly required?: readonly string[] | undefined;
  readonly optional?: readonly string[] | undefined;
}

/**
 * Checks the options that something is made with, at once: programs in JavaScript would otherwise meet the mistake at the
 * first call, as a `TypeError`, or never. An option that is `undefined` counts as left out.
 * @param name - What is made, such as `CreateProcess`.
 * @throws {ConfigurationError} naming everything that is missing or unknown, and what there is.
 */
export function checkDependencies(name: string, given: unknown, { required = [], optional = [] }: KnownOptions): void {
  const known = [...required, ...optional];
  if (typeof given !== 'object' || given === null) throw new ConfigurationError(`${name} needs an object of options: ${known.join(', ')}`);
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  const unknown = present.map(([key]) => key).filter((key) => !known.includes(key));
  const missing = required.filter((key) => !present.some(([option, value]) => option === key && value !== null));
  const faults = [
    ...(missing.length === 0 ? [] : [`${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} required`]),
    ...(unknown.length === 0 ? [] : [`${unknown.join(', ')} ${unknown.length === 1 ? 'is no option' : 'are no options'} of it`]),
  ];
  if (faults.length > 0) throw new ConfigurationError(`${name}: ${faults.join('; ')}. Its options are ${known.join(', ')}`);
}
