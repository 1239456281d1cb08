import { ProblemError } from './problem-error.ts';

/**
 * Compares what a caller has seen with what is there now.
 * @param ifMatch - The header; `null`: the caller does not restrict it.
 * @throws {ProblemError} `PRECONDITION_FAILED`, with the current state as ETag.
 */
export function checkIfMatch(ifMatch: string | null, etags: readonly [string, ...(readonly string[])]): void {
  if (ifMatch === null) return;
  const wanted = ifMatch.split(',').map((one) => one.trim());
  const [etag] = etags;
  if (wanted.includes('*') || etags.some((one) => wanted.includes(one))) return;
  throw new ProblemError('PRECONDITION_FAILED', `It is ${etag} now: load it again and decide anew`, { headers: { etag } });
}
