import { setTimeout as delay } from 'node:timers/promises';
import type { SilentProxy } from '@frigg-crm/kit/programs';
import { expect, it } from 'vitest';
import { countOutcomes, openQueuesBehindNetwork, runSilentSync, STORES_BEHIND_NETWORK } from './test-support/silent-system.ts';

const PEOPLE = 5000;
const SILENT_MS = 5000;
const ENDS_WITHIN_MS = 90_000;

it.each([
  { silent: 'PostgreSQL', store: 'PostgreSQL', networks: ['store'] },
  { silent: 'MongoDB', store: 'MongoDB', networks: ['store'] },
  { silent: 'SQS', store: 'PostgreSQL', networks: ['queues'] },
  { silent: 'PostgreSQL, then SQS', store: 'PostgreSQL', networks: ['store', 'queues'] },
  { silent: 'SQS, then MongoDB', store: 'MongoDB', networks: ['queues', 'store'] },
] as const)(
  'F3: a sync through whose middle $silent is silent for 5 s ends by itself within 90 s, with exact numbers',
  async ({ store: name, networks }) => {
    const beganMs = performance.now();
    const opening = STORES_BEHIND_NETWORK[name];
    if (opening === undefined) throw new TypeError(`no store ${name}`);
    const [store, queues] = await Promise.all([opening(), openQueuesBehindNetwork()]);
    const behind = { store, queues };
    let silentSinceMs: number | undefined;
    const fallSilent = async (network: SilentProxy): Promise<void> => {
      silentSinceMs = performance.now();
      network.silence();
      await delay(SILENT_MS);
      network.restore();
    };
    const silences: Promise<void>[] = [];
    try {
      const { process, crm, quo } = await runSilentSync({
        store,
        queues,
        people: PEOPLE,
        when: networks.map((network, index) => ({
          counted: 1500 * (index + 1),
          run: () => void silences.push(fallSilent(behind[network].network)),
        })),
      });
      const tookMs = performance.now() - (silentSinceMs ?? 0);
      await Promise.all(silences);
      const { withoutPhone, refused } = crm.expected;
      const synced = PEOPLE - withoutPhone - refused;
      expect([process.state, countOutcomes(process)]).toEqual([
        'COMPLETED',
        { total: PEOPLE, synced, failed: refused, skipped: withoutPhone },
      ]);
      expect([quo.size, new Set(quo.contacts().map(({ externalId }) => externalId)).size]).toEqual([synced, synced]);
      expect(networks.map((network) => behind[network].network.swallowed)).toEqual(networks.map(() => expect.any(Number)));
      for (const network of networks) expect(behind[network].network.swallowed).toBeGreaterThan(0);
      expect(tookMs).toBeLessThan(ENDS_WITHIN_MS);
      globalThis.console.log(name, networks, Math.round(tookMs), Math.round(performance.now() - beganMs), networks.map((n) => behind[n].network.swallowed));
    } finally {
      await Promise.all([store.close(), queues.close()]);
    }
  },
  200_000,
);
