import type { Outcome } from '../world/outcome.ts';
import { countSettled, openScene } from '../world/scene.ts';
import type { ServerUrls } from '../world/servers.ts';
import type { StopPoint } from '../worker/stop-point.ts';
import type { Connector } from '../worker/worker-input.ts';

/** Where a worker is stopped, and in which world. */
export interface CrashCase {
  readonly connector: Connector;
  readonly point: StopPoint;
  /** At which passing of the point, from 1. */
  readonly passing: number;
  readonly people: number;
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
 * Lets a worker start a sync and work, kills it (SIGKILL) while it is frozen at the point, and has a fresh one finish. The
 * successor is told nothing. Only when the one that died had not answered yet is the sync started again: whoever gets
 * no answer clicks once more.
 */
export async function runCrashCase(servers: ServerUrls, { connector, point, passing, people }: CrashCase): Promise<CrashReport> {
  const scene = await openScene(servers, { connector, people, integrationId: `crash-${connector}-${point}-${passing}` });
  try {
    const victim = scene.startWorker({ start: true, stop: { point, passing, how: 'freeze' } });
    await victim.says('reached');
    const isStarted = victim.said.some(({ type }) => type === 'started');
    await victim.kill();
    const killedAtMs = Date.now();
    const settled = countSettled(await scene.findProcess());
    scene.startWorker({ start: !isStarted });
    const isWorkLeft = settled < scene.expected.pages.totalPages;
    if (isWorkLeft) await scene.untilSettled(settled + 1);
    const takeoverMs = isWorkLeft ? Date.now() - killedAtMs : undefined;
    await scene.untilEnded();
    return { takeoverMs, outcomes: [await scene.outcome()], expected: scene.expected };
  } finally {
    await scene.close();
  }
}
