import type { Outcome } from '../test-support/outcome.ts';
import { openTestSystem, type TestSystemOptions } from '../test-support/test-system.ts';
import type { ServerUrls } from '../test-support/servers.ts';
import type { StopPoint } from '../worker/stop-point.ts';
import type { Connector } from '../worker/worker-input.ts';

/** A sync in which one worker after the other is killed, each at a point of its own. */
export interface Relay {
  readonly connector: Connector;
  /** See `TestSystemOptions`. */
  readonly areUpdatesQueued: boolean;
  readonly backends?: TestSystemOptions['backends'];
  /** One per worker, with the passing at which it is stopped. */
  readonly points: readonly (readonly [StopPoint, number])[];
}

/** Every point once. Each relay goes along the way of a page, so that there is work left for every one of its workers. */
export const RELAYS: readonly Relay[] = [
  {
    connector: 'scaling-test',
    areUpdatesQueued: false,
    points: [
      ['before-create', 1],
      ['before-fetch', 1],
      ['mid-enqueue', 1],
      ['after-claim', 1],
      ['before-write', 1],
    ],
  },
  {
    connector: 'pipedrive',
    areUpdatesQueued: false,
    points: [
      ['after-create', 1],
      ['after-fetch', 2],
      ['before-claim', 1],
      ['after-write', 3],
      ['before-save', 2],
    ],
  },
  {
    connector: 'scaling-test',
    areUpdatesQueued: true,
    points: [
      ['after-enqueue', 3],
      ['before-upsert', 1],
      ['before-confirm', 1],
      ['after-save', 1],
      ['before-acknowledge', 1],
    ],
  },
  {
    connector: 'pipedrive',
    areUpdatesQueued: true,
    points: [
      ['before-enqueue', 3],
      ['after-upsert', 1],
      ['after-confirm', 1],
      ['after-acknowledge', 1],
    ],
  },
];

/** The same with one file for everything: there the workers store updates themselves. */
export const FILE_RELAYS: readonly Relay[] = RELAYS.map((relay) => ({ ...relay, areUpdatesQueued: false, backends: 'sqlite' }));

/**
 * Runs the workers of the relay, each until it is killed, and one more until the end. No successor gets a hint; the sync is
 * started again as long as no worker has responded: a user who gets no response clicks once more.
 */
export async function runRelay(
  servers: ServerUrls,
  { connector, areUpdatesQueued, backends, points }: Relay,
): Promise<{ readonly outcome: Outcome; readonly expected: Outcome }> {
  const system = await openTestSystem(servers, {
    connector,
    areUpdatesQueued,
    backends,
    integrationId: `relay-${points[0]?.[0]}-${connector}`,
  });
  try {
    let isStarted = false;
    for (const [point, passing] of points) {
      const victim = system.startWorker({ start: !isStarted, stop: { point, passing, how: 'freeze' } });
      await victim.says('reached');
      isStarted ||= victim.said.some(({ type }) => type === 'started');
      await victim.kill();
    }
    system.startWorker({ start: !isStarted });
    await system.untilEnded();
    return { outcome: await system.outcome(), expected: system.expected };
  } finally {
    await system.close();
  }
}
