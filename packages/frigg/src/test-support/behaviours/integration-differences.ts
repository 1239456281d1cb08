import { createFriggSystem } from '../frigg-system.ts';
import type { Difference } from './behaviour.ts';
import { change, load, read } from './integration.ts';

const REQUEST = { params: { integrationId: '17' }, headers: {} };
const respond = async (request: object): Promise<number> => createFriggSystem().app.receive({ ...REQUEST, ...request });

/** An integration inside a Frigg app: what differs on purpose. */
export const INTEGRATION_DIFFERENCES: readonly Difference[] = [
  [
    'creates an integration twice',
    change(
      async ({ app, processes }) =>
        [
          await app.send(17, 'ON_CREATE', { integrationId: 17 }),
          (await processes()).filter(({ context }) => context['syncType'] === 'INITIAL').length,
        ][1],
    ),
    1,
    'a second `ON_CREATE` begins again',
  ],
  [
    'asks an instance for the events of its queue',
    read((_, instance) =>
      Object.keys(instance.events).filter((event) => /^(POST_CREATE_SETUP|FETCH_|PROCESS_|COMPLETE_|LOG_)/.test(event)),
    ),
    [],
    '`POST_CREATE_SETUP`, `FETCH_PERSON_PAGE`, `PROCESS_PERSON_BATCH`, `COMPLETE_SYNC`, `LOG_SMS`, `LOG_CALL`',
  ],
  [
    'runs the initial sync twice',
    change(async ({ clock, processes }, instance) => {
      for (let times = 0; times < 2; times += 1) await clock.runUntil(instance.send('INITIAL_SYNC', {}));
      return (await processes()).filter(({ endedAt }) => endedAt === null).length;
    }),
    1,
    '`INITIAL_SYNC` of `loadUserActions`, run twice, is two syncs',
  ],
  [
    'delivers a webhook whose body was parsed, outside of Lambda',
    async () => respond({ body: {} }),
    400,
    '`onWebhookReceived` gets a parsed body',
  ],
  [
    'delivers a webhook that names no integration',
    async () => respond({ params: {}, rawBody: '{}' }),
    400,
    'a webhook without the id of an integration is queued',
  ],
  [
    'delivers a webhook that the queue cannot take',
    async () => respond({ rawBody: 'x'.repeat(1_000_000) }),
    413,
    'a webhook that is too large for the queue is a 500',
  ],
  [
    'reports an account that works again',
    change(async (system) => {
      for (const event of ['CREDENTIAL_INVALIDATED', 'CREDENTIAL_VALIDATED'])
        await (await load(system)).receiveNotification(undefined, event);
      return system.app.rows.get(17)?.status;
    }),
    'ERROR',
    '`CREDENTIAL_VALIDATED`, and accounts that were tried, clear an error at once',
  ],
  [
    'reads the keys of webhooks in the configuration',
    read(({ app }) => app.rows.get(17)?.config),
    { type: 'scaling-test' },
    '`config` holds keys of webhooks and due dates',
  ],
  [
    'reads a contact from a mapping',
    read((_, instance) => typeof (instance as { getMapping?: unknown }).getMapping),
    'undefined',
    '`getMapping`, `upsertMapping`',
  ],
];
