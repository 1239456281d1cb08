import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { systemClock, type Clock } from '@frigg-crm/core';

/** A time that several programs share, and that one of them can move on. */
export interface CommonTime {
  /** For the others: {@link openCommonTime}. */
  readonly file: string;
  readonly clock: Clock;
  /** The time of all programs advances by so many milliseconds at once; a sleeping program goes on sleeping. */
  skip(ms: number): void;
}

/** Makes a time that is the machine's, until it is moved on. */
export function createCommonTime(file: string): CommonTime {
  let skippedMs = 0;
  const store = (): void => {
    // Replaced atomically: a concurrent reader finds the one or the other.
    writeFileSync(`${file}.next`, String(skippedMs));
    renameSync(`${file}.next`, file);
  };
  store();
  return {
    file,
    clock: openCommonTime(file),
    skip(ms) {
      skippedMs += ms;
      store();
    },
  };
}

/** Reads the file each time, so that also a suspended program knows at once how late it is. */
export function openCommonTime(file: string): Clock {
  return { ...systemClock, now: () => Date.now() + Number(readFileSync(file, 'utf8')) };
}
