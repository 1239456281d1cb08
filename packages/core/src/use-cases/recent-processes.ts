import type { ProcessId } from '../domain/process/process-id.ts';
import type { Process } from '../domain/process/process.ts';

/** How many processes are remembered. */
const MAX_REMEMBERED = 256;

/**
 * Remembers how processes were stored last by this program, to spare a read before each save. Another program may have
 * stored a newer one since: what is decided on a remembered process must be saved, which fails then, or read again.
 */
export class RecentProcesses {
  readonly #processes = new Map<ProcessId, Process>();

  get(processId: ProcessId): Process | undefined {
    return this.#processes.get(processId);
  }

  /** Keeps the newest ones; those that have ended are seldom needed again. */
  keep(process: Process): void {
    this.#processes.delete(process.id);
    if (process.endedAt !== null) return;
    this.#processes.set(process.id, process);
    const [oldest] = this.#processes.keys();
    if (this.#processes.size > MAX_REMEMBERED && oldest !== undefined) this.#processes.delete(oldest);
  }

  evict(processId: ProcessId): void {
    this.#processes.delete(processId);
  }
}
