import type { Outcome } from '../test-support/outcome.ts';
import { openTestSystem, type TestSystemOptions } from '../test-support/test-system.ts';
import type { ServerUrls } from '../test-support/servers.ts';
import type { StopPoint } from '../worker/stop-point.ts';
import type { Connector } from '../worker/worker-input.ts';

export interface ZombieCase {
  readonly connector: Connector;
  readonly point: StopPoint;
  /** At which passing of the point, from 1. */
  readonly passing: number;
  readonly people?: number | undefined;
  /** @defaultValue 'servers' */
  readonly backends?: TestSystemOptions['backends'];
}

/** What became of the sync. */
export interface ZombieReport {
  /** When another worker had finished it and the zombie still stood, and when the zombie had finished what it had in flight. */
  readonly outcomes: readonly Outcome[];
  readonly expected: Outcome;
  /** Whether it goes on working as if nothing had been. */
  readonly isAlive: boolean;
}

/**
 * Suspends a worker (SIGSTOP) at the point for longer than its messages stay hidden, has a fresh one finish the sync,
 * and lets the first one go on (SIGCONT): it takes up its work with what it knew then.
 */
export async function runZombieCase(
  servers: ServerUrls,
  { connector, point, passing, people, backends }: ZombieCase,
): Promise<ZombieReport> {
  const system = await openTestSystem(servers, { connector, people, backends, integrationId: `zombie-${connector}-${point}-${passing}` });
  try {
    const zombie = system.startWorker({ start: true, stop: { point, passing, how: 'suspend' } });
    await zombie.says('reached');
    system.startWorker();
    await system.untilEnded();
    const outcomeBefore = await system.outcome();
    zombie.signal('SIGCONT');
    await zombie.says('idle');
    return { outcomes: [outcomeBefore, await system.outcome()], expected: system.expected, isAlive: zombie.isRunning };
  } finally {
    await system.close();
  }
}
