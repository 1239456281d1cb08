import { ConfigurationError } from '@frigg-crm/core';
import type { ScalingTestSandboxOptions } from './create-scaling-test-sandbox.ts';

/** Parameters of the URL, and what they set. */
const PARAMETERS = {
  seed: 'seed',
  withoutPhone: 'withoutPhoneShare',
  refused: 'refusedShare',
  duplicates: 'duplicatesShare',
  changing: 'changingShare',
} as const satisfies Record<string, keyof ScalingTestSandboxOptions>;

/**
 * Reads what a command line says in place of a CRM's address: `synthetic:10000`, or
 * `synthetic:10000?seed=7&refused=0.01&withoutPhone=0.02&duplicates=0.01&changing=0.01`.
 *
 * @returns options of `createScalingTestSandbox`; `undefined` for an address of another kind.
 * @throws {ConfigurationError} naming the part that cannot be read.
 *
 * @example
 * ```ts
 * const options = readSyntheticUrl('synthetic:500?refused=0.01');
 * const sandbox = createScalingTestSandbox(options); // pass sandbox.fetch to the client: no server is needed
 * ```
 */
export function readSyntheticUrl(url: string): ScalingTestSandboxOptions | undefined {
  if (!url.startsWith('synthetic:')) return undefined;
  const [path = '', query = ''] = url.slice('synthetic:'.length).split('?', 2);
  const options: Record<string, number> = { people: readNumber('the number of people', path) };
  for (const [key, value] of new URLSearchParams(query)) {
    if (!Object.hasOwn(PARAMETERS, key))
      throw new ConfigurationError(`A synthetic: URL knows ${Object.keys(PARAMETERS).join(', ')}; not ${key}`);
    options[PARAMETERS[key as keyof typeof PARAMETERS]] = readNumber(key, value);
  }
  return options;
}

function readNumber(name: string, text: string): number {
  const digits = text.replaceAll('_', '');
  if (!/^\d+(\.\d+)?$/.test(digits))
    throw new ConfigurationError(`In a synthetic: URL ${name} must be a number, as in synthetic:10000?refused=0.01`);
  return Number(digits);
}
