import type { Outcome } from '../test-support/outcome.ts';
import { countSettled, openTestSystem, type TestSystemOptions } from '../test-support/test-system.ts';
import type { ServerUrls } from '../test-support/servers.ts';
import type { StopPoint } from '../worker/stop-point.ts';
import type { Connector } from '../worker/worker-input.ts';

/** Where a worker is stopped, and in which system. */
export interface CrashCase {
  readonly connector: Connector;
  readonly point: StopPoint;
  /** At which passing of the point, from 1. */
  readonly passing: number;
  readonly people: number;
  /** @defaultValue 'servers' */
  readonly backends?: TestSystemOptions['backends'];
}

/** What became of the sync. */
export interface CrashReport {
  /** Milliseconds from the kill to the first page that the successor has settled; `undefined` when none was left. */
  readonly takeoverMs: number | undefined;
  /** At the end. */
  readonly outcomes: readonly Outcome[];
  readonly expected: Outcome;
}

/**
 * Runs a worker that starts a sync, kills it (SIGKILL) while it is frozen at the point, and runs a fresh one until the end.
 * The successor gets no hint. The sync is started again only when the killed worker had not responded yet: a user who gets
 * no response clicks once more.
 */
export async function runCrashCase(servers: ServerUrls, { connector, point, passing, people, backends }: CrashCase): Promise<CrashReport> {
  const system = await openTestSystem(servers, { connector, people, backends, integrationId: `crash-${connector}-${point}-${passing}` });
  try {
    const victim = system.startWorker({ start: true, stop: { point, passing, how: 'freeze' } });
    await victim.says('reached');
    const isStarted = victim.said.some(({ type }) => type === 'started');
    await victim.kill();
    const killedAtMs = Date.now();
    const settled = countSettled(await system.findProcess());
    system.startWorker({ start: !isStarted });
    const isWorkLeft = settled < system.expected.pages.totalPages;
    if (isWorkLeft) await system.untilSettled(settled + 1);
    const takeoverMs = isWorkLeft ? Date.now() - killedAtMs : undefined;
    await system.untilEnded();
    return { takeoverMs, outcomes: [await system.outcome()], expected: system.expected };
  } finally {
    await system.close();
  }
}
