import { toIso, type CallOptions, type Leases, type Process, type ProcessId } from '@frigg-crm/core';
import { CRM_SYNC } from '../../process/crm-sync-process-type.ts';
import { requeueMissing } from '../../sync/requeue-missing.ts';
import type { WatchdogDependencies } from './watchdog-dependencies.ts';

export type TakeoverDependencies = Omit<WatchdogDependencies, 'resolveIntegration'>;

/** More syncs than this at a time belong to no one program. */
const MAX_SYNCS = 1000;

/**
 * Holds the leases of the syncs that this program works on, and takes over those of programs that died: their messages
 * died with them, so what a sync lacks is queued here.
 */
export class SyncTakeover {
  readonly #dependencies: TakeoverDependencies;
  readonly #leases: Leases;
  readonly #mine = new Set<string>();

  constructor(dependencies: TakeoverDependencies, leases: Leases) {
    this.#dependencies = dependencies;
    this.#leases = leases;
  }

  /**
   * Renews the leases of this program and takes those that are free.
   * @param choose - Picks the syncs that this program can work on.
   * @returns the syncs that were taken over.
   */
  async renew(
    choose: (syncs: readonly Process[]) => Promise<readonly Process[]>,
    options: CallOptions = {},
  ): Promise<readonly ProcessId[]> {
    const { processRepository, clock } = this.#dependencies;
    const active = await processRepository.find({ type: CRM_SYNC.type, active: true, limit: MAX_SYNCS }, options);
    // One that moved a moment ago is in somebody's hands, perhaps of whoever is just creating it.
    const quietSince = toIso(clock.now() - this.#dependencies.settings.leaseTtlMs);
    const quiet = active.filter(({ id, updatedAt }) => !this.#mine.has(id) && updatedAt < quietSince);
    const wanted = [...active.filter(({ id }) => this.#mine.has(id)), ...(await choose(quiet))];
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

  /** Takes the leases of syncs that this program is about to work on. @returns those that nobody else holds. */
  async claim(processIds: readonly string[], options: CallOptions = {}): Promise<readonly string[]> {
    const { holder, settings } = this.#dependencies;
    const held = (await this.#leases.hold(processIds.map(keyOf), { ...options, holder, ttlMs: settings.leaseTtlMs })).map(idOf);
    for (const id of held) this.#mine.add(id);
    return held;
  }

  /** Gives everything up, so that others need not wait for the leases to run out. */
  async release(): Promise<void> {
    const keys = [...this.#mine].map(keyOf);
    this.#mine.clear();
    await this.#leases.release(keys, { holder: this.#dependencies.holder });
  }

  async #continue(processId: ProcessId, options: CallOptions): Promise<void> {
    const { processManager, logger } = this.#dependencies;
    logger.info({ processId }, 'a sync is taken over from a program that is gone');
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
