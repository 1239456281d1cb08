import type { ScheduledEvent, Simulation } from './simulation.ts';

/**
 * Puts time and chance of this program under a simulation, as far as they are reached past the ports: deadlines of HTTP
 * clients (`setTimeout`), queues in memory that yield (`setImmediate`), default jitter (`Math.random`), `Date.now`. One simulation at a time, in a program of its own.
 * @returns puts everything back.
 */
export function installVirtualGlobals(simulation: Simulation): () => void {
  const { setTimeout, clearTimeout, setImmediate } = globalThis;
  const { random } = Math;
  const { now } = Date;
  const timers = new Map<number, ScheduledEvent>();
  let lastId = 0;

  function start(run: (...args: readonly unknown[]) => void, ms = 0, ...args: readonly unknown[]): number {
    lastId += 1;
    const id = lastId;
    const fire = (): void => {
      timers.delete(id);
      run(...args);
    };
    timers.set(id, simulation.schedule(ms, 'a timer fires', fire));
    return id;
  }

  function stop(id: unknown): void {
    if (typeof id !== 'number') return;
    timers.get(id)?.cancel();
    timers.delete(id);
  }

  globalThis.setTimeout = start as unknown as typeof setTimeout;
  globalThis.clearTimeout = stop as typeof clearTimeout;
  globalThis.setImmediate = ((run: (...args: readonly unknown[]) => void, ...args: readonly unknown[]) =>
    start(run, 0, ...args)) as unknown as typeof setImmediate;
  Math.random = simulation.chance('globals').next;
  Date.now = () => simulation.now();
  return () => {
    Object.assign(globalThis, { setTimeout, clearTimeout, setImmediate });
    Math.random = random;
    Date.now = now;
  };
}
