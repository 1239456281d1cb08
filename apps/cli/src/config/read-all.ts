import { UsageError } from '../errors/usage-error.ts';

/**
 * Reads two parts of a configuration.
 * @throws {UsageError} with what is wrong with either.
 */
export function readAll<One, Other>(one: () => One, other: () => Other): readonly [One, Other] {
  const problems: string[] = [];
  const read = <Part>(part: () => Part): Part | undefined => {
    try {
      return part();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      problems.push(error.message);
      return undefined;
    }
  };
  const parts = [read(one), read(other)] as const;
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  // Nothing has failed.
  return parts as readonly [One, Other];
}
