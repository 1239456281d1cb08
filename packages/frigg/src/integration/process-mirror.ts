import { errorCodeOf, type Clock, type DocumentKey, type Logger, type ProcessProgress, type ProgressPublisher } from '@frigg-crm/core';
import { isTimeout, withTimeout } from '@frigg-crm/core/adapter';
import { ProcessMirrorRows, type ProcessMirrorRowsOptions } from './process-mirror-rows.ts';

/** A row is written about once in so many milliseconds, besides changes of its state. */
const INTERVAL_MS = 1000;
/** How long an attempt to write a row may take. */
const DEADLINE_MS = 2000;
/** How long nothing is written after an attempt that took too long. */
const PAUSE_MS = 60_000;
const BUSY_ATTEMPTS = 4;
const BUSY_WAIT_MS = 250;
/** More processes than these are forgotten one by one. */
const MAX_SEEN = 1000;

/** Shows processes in Frigg's own table. Nothing of it throws, and nothing waits for long. */
export interface ProcessMirror extends ProgressPublisher {
  /** Begins to write what has changed. */
  publish(progress: ProcessProgress): void;
  /** Waits for what is being written: a function is frozen when its invocation is over. */
  settle(): Promise<void>;
  /** Checks the rows whose time has come, and writes what is missing. */
  runOnce(): Promise<void>;
}

interface Seen {
  state: string;
  atMs: number;
  isNoted: boolean;
  isRunning: boolean;
  isStale: boolean;
}

/** Makes the mirror of processes in Frigg's table. */
export function createProcessMirror({
  logger,
  ...options
}: Omit<ProcessMirrorRowsOptions, 'intervalMs'> & { readonly logger: Logger }): ProcessMirror {
  const { clock } = options;
  const rows = new ProcessMirrorRows({ ...options, intervalMs: INTERVAL_MS });
  const seen = new Map<string, Seen>();
  const running = new Set<Promise<void>>();
  const { attempt, isPaused } = createAttempts({ clock, logger });

  async function writeNewest(key: Key, entry: Seen): Promise<void> {
    do {
      [entry.isStale, entry.atMs] = [false, clock.now()];
      await attempt(key, async (signal) => {
        if (!entry.isNoted) await rows.note(key, { signal });
        entry.isNoted = true;
        for (let attempts = 0; attempts < BUSY_ATTEMPTS && !isPaused(); attempts += 1) {
          if (await rows.write(key, { isCheck: false, signal })) return;
          await clock.sleep(BUSY_WAIT_MS, { signal });
        }
      });
    } while (entry.isStale);
    entry.isRunning = false;
  }

  return {
    publish({ processId: id, integrationId, state, ended }) {
      const entry = seen.get(id) ?? { state: '', atMs: 0, isNoted: false, isRunning: false, isStale: false };
      const isUrgent = ended || entry.state !== state;
      entry.state = state;
      remember(seen, id, entry);
      if (entry.isRunning) {
        entry.isStale ||= isUrgent;
        return;
      }
      if (!isUrgent && clock.now() - entry.atMs < INTERVAL_MS) return;
      entry.isRunning = true;
      const work = writeNewest({ id, integrationId }, entry).finally(() => running.delete(work));
      running.add(work);
    },
    async settle() {
      if (running.size === 0) return;
      // What takes longer is written by the next change, or by a check.
      await withTimeout(clock, Promise.all(running), { ms: DEADLINE_MS }).catch(() => undefined);
    },
    async runOnce() {
      try {
        for (const document of await rows.due()) {
          if (isPaused()) return;
          const isWritten = await attempt(document, async (signal) => void (await rows.write(document, { isCheck: true, signal })));
          if (!isWritten) await rows.defer(document);
        }
      } catch (error) {
        logger.warn({ code: errorCodeOf(error) }, "the mirror of processes in Frigg's table could not be checked");
      }
    },
  };
}

/** Attempts with a deadline, none of which throws; after one that was late there are none for a while. */
function createAttempts({ clock, logger }: { readonly clock: Clock; readonly logger: Logger }) {
  let pausedUntilMs = 0;
  return {
    isPaused: (): boolean => clock.now() < pausedUntilMs,
    /** @returns whether it went well. */
    async attempt({ id, integrationId }: Key, work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
      try {
        await withTimeout(clock, work, { ms: DEADLINE_MS });
        return true;
      } catch (error) {
        if (isTimeout(error)) pausedUntilMs = clock.now() + PAUSE_MS;
        logger.warn({ processId: id, integrationId, code: errorCodeOf(error) }, "a process could not be mirrored in Frigg's table");
        return false;
      }
    },
  };
}

type Key = Pick<DocumentKey, 'integrationId' | 'id'>;

function remember(seen: Map<string, Seen>, id: string, entry: Seen): void {
  seen.set(id, entry);
  const [oldest] = seen.keys();
  if (seen.size > MAX_SEEN && oldest !== undefined) seen.delete(oldest);
}
