import type { CallOptions, Leases, Process, ProcessId } from '@frigg-crm/core';
import { CRM_SYNC } from '../../process/crm-sync-process-type.ts';
import { requeueMissing } from '../../sync/requeue-missing.ts';
import type { VersionWatch } from './version-watch.ts';
import type { WatchdogDependencies } from './watchdog-dependencies.ts';

export type TakeoverDependencies = Omit<WatchdogDependencies, 'resolveIntegration'>;

/** What a program knows of the syncs that are under way. */
export interface ObservedSyncs {
  /** All of them. */
  readonly active: readonly Process[];
  readonly watch: VersionWatch;
  /** @returns whether this program can work on a sync. */
  readonly canWorkOn: (process: Process) => Promise<boolean>;
}

/**
 * Holds the leases of the syncs that this program works on, and takes over those of programs that crashed: their messages
 * are lost with them, so what a sync lacks is queued here.
 */
export class SyncTakeover {
  readonly #dependencies: TakeoverDependencies;
  readonly #leases: Leases;
  readonly #mine = new Set<string>();

  constructor(dependencies: TakeoverDependencies, leases: Leases) {
    this.#dependencies = dependencies;
    this.#leases = leases;
  }

  /** Renews the leases of this program and takes those that are free. @returns the syncs that were taken over. */
  async renew({ active, watch, canWorkOn }: ObservedSyncs, options: CallOptions = {}): Promise<readonly ProcessId[]> {
    const wanted = active.filter(({ id }) => this.#mine.has(id));
    for (const process of active) {
      // A sync that moved a moment ago has a program, perhaps the one that is just creating it.
      const isQuiet = !this.#mine.has(process.id) && watch.unchangedForMs(process) >= this.#dependencies.settings.leaseTtlMs;
      if (isQuiet && (await canWorkOn(process))) wanted.push(process);
    }
    const before = new Set(this.#mine);
    const held = await this.claim(
      wanted.map(({ id }) => id),
      options,
    );
    const heldIds = new Set(held);
    for (const id of before) if (!heldIds.has(id)) this.#mine.delete(id);
    const taken = wanted.map(({ id }) => id).filter((id) => heldIds.has(id) && !before.has(id));
    for (const id of taken) await this.#continue(id, options);
    return taken;
  }

  /** Takes the leases of syncs that this program is about to work on. @returns those that no other program holds. */
  async claim(processIds: readonly string[], options: CallOptions = {}): Promise<readonly string[]> {
    const { holder, settings } = this.#dependencies;
    const held = (await this.#leases.hold(processIds.map(keyOf), { ...options, holder, ttlMs: settings.leaseTtlMs })).map(idOf);
    for (const id of held) this.#mine.add(id);
    return held;
  }

  /** Releases all leases, so that other programs need not wait for them to run out. */
  async release(): Promise<void> {
    const keys = [...this.#mine].map(keyOf);
    this.#mine.clear();
    await this.#leases.release(keys, { holder: this.#dependencies.holder });
  }

  async #continue(processId: ProcessId, options: CallOptions): Promise<void> {
    const { processManager, logger } = this.#dependencies;
    logger.info({ processId }, 'a sync is taken over from another program');
    const process = await processManager.dispatchPending(processId);
    if (process.endedAt === null && process.state !== CRM_SYNC.roles.paused) await requeueMissing(this.#dependencies, process, options);
  }
}

const PREFIX = 'sync/';

function keyOf(processId: string): string {
  return PREFIX + processId;
}

function idOf(key: string): string {
  return key.slice(PREFIX.length);
}
