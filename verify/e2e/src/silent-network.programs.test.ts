import { setTimeout as delay } from 'node:timers/promises';
import { it } from 'vitest';
import { countOutcomes, openQueuesBehindNetwork, runSilentSync, STORES_BEHIND_NETWORK } from './test-support/silent-system.ts';

const PEOPLE = 5000;
const SILENT_MS = 5000;
const ENDS_WITHIN_MS = 90_000;

interface Silence {
  readonly silent: string;
  readonly store: keyof typeof STORES_BEHIND_NETWORK;
  readonly network: 'store' | 'queues';
}

it.concurrent.for<Silence>([
  { silent: 'PostgreSQL', store: 'PostgreSQL', network: 'store' },
  { silent: 'MongoDB', store: 'MongoDB', network: 'store' },
  { silent: 'SQS', store: 'PostgreSQL', network: 'queues' },
])(
  'F3: a sync in whose middle the network before $silent swallows everything for 5 s ends within 90 s, with exact numbers and no help',
  { timeout: 180_000 },
  async ({ store: name, network: place }, { expect }) => {
    const [store, queues] = await Promise.all([STORES_BEHIND_NETWORK[name](), openQueuesBehindNetwork()]);
    const { network } = place === 'store' ? store : queues;
    let silentSinceMs: number | undefined;
    let silence: Promise<void> | undefined;
    const fallSilent = async (): Promise<void> => {
      silentSinceMs = performance.now();
      network.silence();
      await delay(SILENT_MS);
      network.restore();
    };
    try {
      const half = { counted: PEOPLE / 2, run: () => void (silence = fallSilent()) };
      const { process, crm, quo } = await runSilentSync({ store, queues, people: PEOPLE, once: half });
      const tookMs = performance.now() - (silentSinceMs ?? 0);
      const { withoutPhone, refused } = crm.expected;
      const synced = PEOPLE - withoutPhone - refused;
      expect([process.state, countOutcomes(process)]).toEqual([
        'COMPLETED',
        { total: PEOPLE, synced, failed: refused, skipped: withoutPhone },
      ]);
      expect([quo.size, new Set(quo.contacts().map(({ externalId }) => externalId)).size]).toEqual([synced, synced]);
      expect(network.swallowed).toBeGreaterThan(0);
      expect(tookMs).toBeLessThan(ENDS_WITHIN_MS);
    } finally {
      await silence;
      await Promise.all([store.close(), queues.close()]);
    }
  },
);
