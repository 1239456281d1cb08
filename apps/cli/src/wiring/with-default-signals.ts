const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Does work that occupies the only thread for seconds, such as opening PGlite: no handler of a signal would run meanwhile.
 * So there is none, and the operating system ends the program at once, with the exit status that belongs to the signal. The
 * first program of a container keeps its handlers, because the system ends it for no signal.
 */
export async function withDefaultSignals<Result>(work: () => Promise<Result>): Promise<Result> {
  if (process.pid === 1) return work();
  const handlers = SIGNALS.map((name) => ({ name, listeners: process.listeners(name) }));
  for (const { name, listeners } of handlers) for (const listener of listeners) process.off(name, listener);
  try {
    return await work();
  } finally {
    for (const { name, listeners } of handlers) for (const listener of listeners) process.on(name, listener);
  }
}
