import type { EventEmitter } from 'node:events';
import { systemClock, type Clock } from '@frigg-crm/core';
import { RunFailedError } from '../errors/run-failed-error.ts';

/** Script runners pass on the Ctrl-C that the terminal has sent to all already: two within this time are one. */
const SAME_CTRL_C_MS = 250;

/** The part of `process` that tells of its end. */
export interface StopSource extends Pick<EventEmitter, 'on'> {
  readonly stdout: Pick<EventEmitter, 'on'>;
}

/**
 * Makes a signal that is aborted when the user wants to stop: by Ctrl-C, SIGTERM, or by closing what reads the output.
 * @param end - Called at the second wish: ends the program at once.
 */
export function createStopSignal(source: StopSource, end: (exitCode: number) => void, clock: Clock = systemClock): AbortSignal {
  const controller = new AbortController();
  let stoppedMs: number | undefined;
  const stop = (): void => {
    if (stoppedMs !== undefined && clock.now() - stoppedMs > SAME_CTRL_C_MS) end(1);
    stoppedMs ??= clock.now();
    controller.abort(new RunFailedError('stopped; the same command continues from here if its store keeps processes'));
  };
  source.on('SIGINT', stop);
  source.on('SIGTERM', stop);
  source.stdout.on('error', () => controller.abort(new RunFailedError('nobody reads the output any more; stopped')));
  return controller.signal;
}
