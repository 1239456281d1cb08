import type { Program } from '@frigg-crm/kit/programs';

const MAX_WAIT_MS = 90_000;
const POLL_MS = 25;

/**
 * Waits until it is so.
 * @param program - The program that is expected to cause it.
 * @throws when that takes too long, or the program ends before, with what it said.
 */
export async function until(isSo: () => Promise<boolean> | boolean, what: string, program?: Program): Promise<void> {
  const deadlineMs = Date.now() + MAX_WAIT_MS;
  while (!(await isSo())) {
    if (Date.now() > deadlineMs || program?.isRunning === false)
      throw new Error(`it did not happen that ${what}\n${program?.stderr ?? ''}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
