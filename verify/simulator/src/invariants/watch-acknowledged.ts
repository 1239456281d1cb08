import { CRM_SYNC } from '@frigg-crm/crm-base';
import type { Operator } from '../system/operator.ts';
import type { SimulatedSystem } from '../system/simulated-system.ts';

/** What a worker, or an operator's resume, has under way is sent by then; the watchdog comes later than that. */
const GRACE_MS = 150_000;
const PROCESS_ID = /"processId":"([^"]+)"/;

/**
 * Holds the system to its bookkeeping: when a message is acknowledged, its process has ended, is paused, has another
 * message, or has effects that are not dispatched yet. Otherwise only the watchdog could continue it.
 */
export function watchAcknowledged(system: SimulatedSystem, operator: Operator): void {
  const { simulation, book, plan } = system;
  // The messages of a machine die with it, and what they were about is requeued: none of that was acknowledged.
  if (plan.hasMemoryQueues) return;
  const watched = new Set<string>();

  /** @returns the version of a process that nothing will continue. */
  function bareVersion(id: string): number | undefined {
    const process = book.find(id);
    if (process === undefined || process.endedAt !== null || process.state === CRM_SYNC.roles.paused) return undefined;
    const isNoted = process.ledger.outbox.length > 0 || process.context['requeue'] === true;
    const queues = [...system.backend.liveQueues, ...Object.values(system.backend.deadLetterQueues)];
    const hasMessage = queues.some(({ bodies, deadLetters }) => [...bodies, ...deadLetters].some((body) => body.includes(`"${id}"`)));
    return isNoted || hasMessage ? undefined : process.version;
  }

  function recheck(id: string, version: number): void {
    simulation.schedule(GRACE_MS, `is ${id} continued?`, () => {
      watched.delete(id);
      if (operator.openTasks > 0 || bareVersion(id) !== version) return;
      simulation.fail('no message of an active sync is acknowledged unless another one, or an effect, continues it', `${id} v${version}`);
    });
  }

  system.onAcknowledged((body) => {
    const id = PROCESS_ID.exec(body)?.[1];
    const version = id === undefined || watched.has(id) ? undefined : bareVersion(id);
    if (id === undefined || version === undefined) return;
    watched.add(id);
    recheck(id, version);
  });
}
