import { FriggCrmError, type Clock, type Logger, type RateLimits } from '@frigg-crm/core';
import { createPause } from './pause.ts';

/** What {@link createSharedPause} needs. */
export interface SharedPauseOptions {
  readonly rateLimits: RateLimits;
  readonly key: string;
  /** One that does not go back. */
  readonly clock: Clock;
  readonly logger: Logger;
  /** Calls the store, within a deadline. */
  readonly fromStore: <Result>(call: () => Promise<Result>) => Promise<Result>;
  /** Called when an operator has ended the pause, or made it shorter. */
  readonly onReleased: () => void;
}

/** The pause of a budget, which all programs that use the store have in common. */
export interface SharedPause {
  /** Milliseconds until it ends, as far as this program knows. */
  leftMs(): number;
  /** Makes it longer, here at once. @returns a promise of when the others know, which never rejects; `undefined` where it was as long. */
  extend(forMs: number): Promise<void> | undefined;
  /** Reads a pause that another program met. */
  learn(): Promise<void>;
  /** Reads whether an operator has ended the pause; calls at the same time share one read. A store that is away changes nothing. */
  refresh(): Promise<void>;
  /** Does that in the background where the last read is ten seconds old. */
  keepFresh(): void;
}

/** How often the store is read while callers wait for the end of a pause, in milliseconds: an operator may have ended it. */
export const PAUSE_REFRESH_MS = 10_000;

/** Makes a pause that has ended. */
export function createSharedPause({ rateLimits, key, clock, logger, fromStore, onReleased }: SharedPauseOptions): SharedPause {
  const pause = createPause(clock);
  /** Whether the store knows of the pause: only then may the store say that it is over. */
  let isStored = false;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let refreshing: Promise<void> | undefined;

  const readMs = async (): Promise<number> => {
    readAtMs = clock.now();
    return (await rateLimits.parkedFor([key])).get(key) ?? 0;
  };

  async function store(): Promise<void> {
    try {
      await fromStore(async () => rateLimits.park(key, Math.ceil(pause.leftMs())));
      isStored = true;
      readAtMs = clock.now();
    } catch (error) {
      // The others will hear it from the API itself.
      logger.warn({ code: FriggCrmError.is(error) ? error.code : undefined }, 'pause not stored; other machines do not obey it yet');
    }
  }

  async function readAgain(): Promise<void> {
    try {
      const forMs = await fromStore(readMs);
      // A refusal that came meanwhile is not in what was read.
      if (!isStored || forMs >= pause.leftMs()) return;
      pause.replace(forMs);
      onReleased();
    } catch (error) {
      logger.debug({ code: FriggCrmError.is(error) ? error.code : undefined }, 'the pause could not be read again');
    }
  }

  async function refresh(): Promise<void> {
    if (!isStored || pause.leftMs() === 0) return undefined;
    refreshing ??= readAgain().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  return {
    leftMs: () => pause.leftMs(),
    extend(forMs) {
      if (!pause.extend(forMs)) return undefined;
      isStored = false;
      return store();
    },
    async learn() {
      if (pause.extend(await readMs())) isStored = true;
    },
    refresh,
    keepFresh() {
      if (clock.now() - readAtMs >= PAUSE_REFRESH_MS) void refresh();
    },
  };
}
