import type { EventEmitter } from 'node:events';
import { systemClock, type Clock } from '@frigg-crm/core';
import { StoppedError } from '../errors/stopped-error.ts';

/** Script runners forward the Ctrl-C that the terminal has sent to all processes already: two within this time are one. */
const SAME_CTRL_C_MS = 250;
/** The signals that stop the program; 128 and the number of each, as shells report it. */
export const STOP_SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/** The part of `process` that reports why the program has to end. */
export interface StopSource extends Pick<EventEmitter, 'on'> {
  readonly stdout: Pick<EventEmitter, 'on'>;
}

/**
 * Creates a signal that is aborted when the program has to stop: by Ctrl-C, SIGTERM, or when stdout is closed.
 * @param end - Called at the second request: ends the program at once.
 */
export function createStopSignal(source: StopSource, end: (exitCode: number) => void, clock: Clock = systemClock): AbortSignal {
  const controller = new AbortController();
  let stoppedMs: number | undefined;
  for (const [name, exitCode] of Object.entries(STOP_SIGNALS))
    source.on(name, () => {
      if (stoppedMs !== undefined && clock.now() - stoppedMs > SAME_CTRL_C_MS) end(exitCode);
      stoppedMs ??= clock.now();
      controller.abort(new StoppedError('stopped; the same command continues from here if its store keeps processes', { exitCode }));
    });
  source.stdout.on('error', () => controller.abort(new StoppedError('stdout was closed; stopped', { exitCode: 1 })));
  return controller.signal;
}
