import { readCounts } from '@frigg-crm/core';
import type { SyncExport } from '@frigg-crm/crm-base';
import { readFile } from '../replay/read-file.ts';
import { replay, type ReplayResult } from '../replay/replay.ts';
import { ReplayError } from '../replay/replay-error.ts';
import type { ReplayCommand } from './parse-command.ts';
import { readFaults } from './read-faults.ts';

/**
 * Plays a recorded sync again and prints what it came to.
 * @returns the exit code: 1 when something came out otherwise, 2 when the file cannot be played.
 */
export async function replayAndReport({ file: path, seed, faults, verbose }: ReplayCommand): Promise<number> {
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  try {
    const kinds = readFaults(faults);
    const file = readFile(path);
    const result = await replay(file, { seed, kinds, onTrace: verbose ? print : undefined });
    for (const line of describe(file, result)) print(line);
    return result.differences.length === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ReplayError || error instanceof RangeError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

function describe(
  { sync: { state, counts } }: SyncExport,
  { process: played, states, differences, notes, virtualMs }: ReplayResult,
): readonly string[] {
  const toWords = ({ synced, failed, skipped }: ReturnType<typeof readCounts> | SyncExport['sync']['counts']): string =>
    `${synced} synced, ${failed} failed, ${skipped} skipped`;
  const seconds = Math.round(virtualMs / 1000);
  const { error } = played?.context ?? {};
  return [
    `In the file: ${state}, ${toWords(counts)}`,
    ...(played === undefined ? [] : [`Replayed:    ${played.state}, ${toWords(readCounts(played))}, in ${seconds} s of virtual time`]),
    ...(typeof error === 'string' ? [`It says:     ${error}`] : []),
    `Its states:  ${states.join(', ')}`,
    ...notes.map((note) => `Note: ${note}.`),
    ...differences.map((difference) => `Not the same: ${difference}.`),
    ...(differences.length === 0 ? ['It comes to the same, and every invariant holds.'] : []),
  ];
}
