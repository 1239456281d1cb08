import {
  eachProcess,
  toProcessId,
  toProcessProgress,
  type CallOptions,
  type Clock,
  type ProcessProgress,
  type ProcessRepository,
} from '@frigg-crm/core';
import { readChannel } from '../protocol/channel.ts';
import type { SubscribeMessage } from '../protocol/messages.ts';
import { toBoardEntry, type BoardEntry } from './board-entry.ts';
import type { LiveWatcher } from './live-watcher.ts';
import type { Snapshot } from './session.ts';

/** Where the newest states come from, and who hears of them. */
export interface BoardOptions {
  readonly processRepository: Pick<ProcessRepository, 'find' | 'findByIds'>;
  readonly clock: Clock;
  readonly onEntry: (entry: BoardEntry) => void;
  readonly onGone: (processId: string, version: number) => void;
}

/** What is watched. */
export interface BoardScope extends CallOptions {
  /** All processes that are active or have just ended. */
  readonly all: boolean;
  /** These, whatever their state. */
  readonly ids: Iterable<string>;
}

/** So long a process stays on the board after its end, in milliseconds: for those who look in every few minutes. */
const KEEP_ENDED_MS = 600_000;
/** More active processes than these are not on the board; they are seen when they are watched by their ids. */
const MAX_PROCESSES = 5000;
/** Of the newest processes so many are read each time: some begin and end between two sweeps. */
const NEWEST = 50;
const IDS_PER_READ = 200;

/** The newest known state of all that is watched, for all clients of this program. */
export class Board {
  readonly #options: BoardOptions;
  readonly #entries = new Map<string, BoardEntry>();
  /** When the end of a process was noticed, in milliseconds since 1970. */
  readonly #endedAt = new Map<string, number>();

  constructor(options: BoardOptions) {
    this.#options = options;
  }

  get entries(): Iterable<BoardEntry> {
    return this.#entries.values();
  }

  versionOf(processId: string): number | undefined {
    return this.#entries.get(processId)?.progress.version;
  }

  /** Takes a state, from whichever source; older ones than the known one are ignored. */
  offer(progress: ProcessProgress): void {
    const { processId, version, ended } = progress;
    if (version <= (this.versionOf(processId) ?? -1)) return;
    const entry = toBoardEntry(progress);
    this.#entries.set(processId, entry);
    if (ended) this.#endedAt.set(processId, this.#options.clock.now());
    else this.#endedAt.delete(processId);
    this.#options.onEntry(entry);
  }

  /** Reads processes. @returns the ids of those that do not exist. */
  async read(ids: readonly string[], options?: CallOptions): Promise<readonly string[]> {
    const missing = new Set(ids);
    for (let start = 0; start < ids.length; start += IDS_PER_READ) {
      const wanted = ids.slice(start, start + IDS_PER_READ).map(toProcessId);
      for (const process of await this.#options.processRepository.findByIds(wanted, options)) {
        missing.delete(process.id);
        this.offer(toProcessProgress(process));
      }
    }
    for (const id of missing) this.#remove(id);
    return [...missing];
  }

  /** Reads all that is watched, and forgets what is not watched any more. */
  async sweep({ all, ids, signal }: BoardScope): Promise<void> {
    const found = new Set<string>();
    const watched = new Set(ids);
    if (all) await this.#readActive(found, { signal });
    // Those that have ended, too: nothing else says that one was deleted.
    const rest = all ? this.#entries.keys() : [];
    await this.read(
      [...new Set([...rest, ...watched])].filter((id) => !found.has(id)),
      { signal },
    );
    const beforeMs = this.#options.clock.now() - KEEP_ENDED_MS;
    for (const id of this.#entries.keys()) {
      const isKept = watched.has(id) || (all && (this.#endedAt.get(id) ?? Infinity) > beforeMs);
      if (!isKept) this.#forget(id);
    }
  }

  /** @returns what is known of the processes that a subscription is about. */
  snapshot({ channel: name, have = {} }: SubscribeMessage, canSee: LiveWatcher['canSee']): Pick<Snapshot, 'entries' | 'gone'> {
    const channel = readChannel(name);
    const named = new Set([...Object.keys(have), ...(channel?.kind === 'process' ? [channel.processId] : [])]);
    const visible = new Set(
      [...this.entries].filter(({ progress }) => canSee(progress)).map(({ progress }) => progress.processId as string),
    );
    return { entries: this.entries, gone: [...named].filter((id) => !visible.has(id)) };
  }

  clear(): void {
    this.#entries.clear();
    this.#endedAt.clear();
  }

  async #readActive(found: Set<string>, options: CallOptions): Promise<void> {
    const { processRepository } = this.#options;
    const take = (process: Parameters<typeof toProcessProgress>[0]): void => {
      found.add(process.id);
      this.offer(toProcessProgress(process));
    };
    for (const process of await processRepository.find({ limit: NEWEST }, options)) take(process);
    for await (const process of eachProcess(processRepository, { active: true }, options)) {
      take(process);
      if (found.size >= MAX_PROCESSES) return;
    }
  }

  #remove(processId: string): void {
    const version = this.versionOf(processId);
    this.#forget(processId);
    if (version !== undefined) this.#options.onGone(processId, version);
  }

  #forget(processId: string): void {
    this.#entries.delete(processId);
    this.#endedAt.delete(processId);
  }
}
