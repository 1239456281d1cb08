import type { FriggCrmInstance } from '../../integration/frigg-integration.ts';
import { createFriggSystem, DEFINITION, type FriggSystem, type FriggSystemOptions } from '../frigg-system.ts';
import { has, type Behaviour } from './behaviour.ts';

const ROW = { id: 17, userId: 5, config: { type: 'scaling-test' }, externalIds: ['company/1'] };
type Instance = FriggCrmInstance & { readonly modules: Readonly<Record<string, { readonly name: string }>> };
type Act = (system: FriggSystem, instance: Instance) => unknown;

const OWN = { handler: async (call: object) => ({ got: call }) };
const OWN_ACTION = { ...OWN, type: 'USER_ACTION', userActionType: 'DATA', title: 'Own' };
const OPTIONS: FriggSystemOptions = { people: 3, options: { events: { OWN, OWN_ACTION } } };

/** An integration that has been synced, for what only reads of it. */
let shared: Promise<FriggSystem> | undefined;

async function createSynced(options: FriggSystemOptions = OPTIONS): Promise<FriggSystem> {
  const system = createFriggSystem(options);
  await system.app.create({ ...ROW, config: { ...ROW.config } });
  await system.untilSynced();
  return system;
}

export const load = async ({ app }: FriggSystem): Promise<Instance> => (await app.hydrate('17')) as unknown as Instance;

export const read = (act: Act) => async (): Promise<unknown> => {
  const system = await (shared ??= createSynced());
  const instance = await load(system);
  return system.clock.runUntil(Promise.resolve(act(system, instance)));
};

/** Has an integration of its own. */
export const change = (act: Act) => async (): Promise<unknown> => {
  const system = await createSynced();
  return act(system, await load(system));
};

const made = (act: (Class: new (params?: object) => Instance, opened: () => number) => unknown) => () => {
  let opened = 0;
  const { Integration } = createFriggSystem({
    options: {
      ...OPTIONS.options,
      stores: async () => {
        opened += 1;
        throw new Error('no database here');
      },
    },
  });
  return act(Integration as never, () => opened);
};

/** The class that Frigg loads. */
const CLASS: readonly Behaviour[] = [
  ['asks a class for its definition', made((Class) => (Class as never as { Definition: object }).Definition), DEFINITION],
  ['makes an instance of nothing, as for routes', made((Class) => new Class().id), undefined],
  ['makes an instance, and no database is opened', made((Class, opened) => [new Class(), opened()][1]), 0],
  [
    'makes an instance of a row',
    made((Class) => new Class({ id: '17', userId: '5', status: 'ENABLED', config: { a: 1 } })),
    has({ id: '17', userId: '5', status: 'ENABLED', config: { a: 1 } }),
  ],
  ['makes an instance with modules', made((Class) => new Class({ id: '17', modules: [{ name: 'quo' }] }).modules['quo']?.name), 'quo'],
  [
    'makes an instance, and modules report to it',
    made((Class) => {
      const module = { name: 'quo', delegate: undefined };
      return new Class({ id: '17', modules: [module] }) === module.delegate;
    }),
    true,
  ],
  [
    'asks an instance for the events of the app',
    made((Class) => Object.keys(new Class().events).filter((event) => event.startsWith('OWN'))),
    ['OWN', 'OWN_ACTION'],
  ],
  ...(
    [
      'ON_CREATE',
      'ON_UPDATE',
      'ON_DELETE',
      'GET_CONFIG_OPTIONS',
      'REFRESH_CONFIG_OPTIONS',
      'GET_USER_ACTIONS',
      'GET_USER_ACTION_OPTIONS',
      'REFRESH_USER_ACTION_OPTIONS',
      'WEBHOOK_RECEIVED',
    ] as const
  ).map((event): Behaviour => [
    `asks an instance for its event ${event}`,
    made((Class) => typeof new Class().defaultEvents?.[event]?.handler),
    'function',
  ]),
];

/** Forms and actions. */
const FORMS: readonly Behaviour[] = [
  ['gets the settings as JSON Schema', read((_, instance) => instance.send('GET_CONFIG_OPTIONS')), has({ jsonSchema: { type: 'object' } })],
  [
    'gets the settings with a layout',
    read((_, instance) => instance.send('GET_CONFIG_OPTIONS')),
    has({ uiSchema: { type: 'VerticalLayout' } }),
  ],
  [
    'gets the title of a setting',
    read((_, instance) => instance.getConfigOptions()),
    has({ jsonSchema: { properties: { resourceIds: { title: 'Phone numbers' } } } }),
  ],
  [
    'gets what is set',
    read((_, instance) => instance.getConfigOptions()),
    has({ jsonSchema: { properties: { resourceIds: { default: ['PN1', 'PN2'] } } } }),
  ],
  [
    'gets the settings anew, with what was filled in',
    read((_, instance) => instance.send('REFRESH_CONFIG_OPTIONS', { resourceIds: ['PN1'] })),
    has({ jsonSchema: { properties: { resourceIds: { default: ['PN1'] } } } }),
  ],
  [
    'gets the settings anew, with nothing filled in',
    read((_, instance) => instance.send('REFRESH_CONFIG_OPTIONS', {})),
    has({ uiSchema: { type: 'VerticalLayout' } }),
  ],
  ['lists the actions', read((_, instance) => instance.send('GET_USER_ACTIONS')), has({ INITIAL_SYNC: { type: 'USER_ACTION' } })],
  [
    'lists an action with its kind',
    read((_, instance) => instance.loadUserActions()),
    has({ INITIAL_SYNC: { userActionType: 'SYNC_ACTION' } }),
  ],
  [
    'lists an action with its title',
    read((_, instance) => instance.loadUserActions()),
    has({ INITIAL_SYNC: { title: 'Start initial sync' } }),
  ],
  ['lists the actions of the app', read((_, instance) => instance.loadUserActions()), has({ OWN_ACTION: { title: 'Own' } })],
  ['lists events that are no actions', read(async (_, instance) => Object.hasOwn(await instance.loadUserActions(), 'OWN')), false],
  [
    'lists the actions of one kind',
    read(async (_, instance) => Object.keys(await instance.loadUserActions({ actionType: 'SYNC_ACTION' })).toSorted()),
    ['INITIAL_SYNC', 'ONGOING_SYNC'],
  ],
  ['lists the actions with an empty request', read((_, instance) => instance.send('GET_USER_ACTIONS', null)), has({ INITIAL_SYNC: {} })],
  [
    'gets the form of an action, with nothing filled in',
    read((_, instance) => instance.send('GET_USER_ACTION_OPTIONS', { actionId: 'SEARCH_PERSONS', data: null })),
    has({ jsonSchema: { type: 'object' } }),
  ],
  [
    'lists the actions of the app of one kind',
    read(async (_, instance) => Object.hasOwn(await instance.loadUserActions({ actionType: 'DATA' }), 'OWN_ACTION')),
    true,
  ],
  ['lists the actions of a kind that there is not', read((_, instance) => instance.loadUserActions({ actionType: 'NONE' })), {}],
  [
    'gets the form of an action',
    read((_, instance) => instance.send('GET_USER_ACTION_OPTIONS', { actionId: 'INITIAL_SYNC' })),
    has({ jsonSchema: { properties: { force: { type: 'boolean' } } }, uiSchema: { type: 'VerticalLayout' } }),
  ],
  [
    'gets the form of an action anew, with what was filled in',
    read((_, instance) => instance.send('REFRESH_USER_ACTION_OPTIONS', { actionId: 'INITIAL_SYNC', data: { force: true } })),
    has({ jsonSchema: { properties: { force: { default: true } } } }),
  ],
  ['sends an event of the app', read((_, instance) => instance.send('OWN', { a: 1 })), { got: { a: 1 } }],
  ['sends an action of the app', read((_, instance) => instance.send('OWN_ACTION', { a: 1 })), { got: { a: 1 } }],
  [
    'sends an action of the connector, and a sync begins',
    change(async ({ clock, processes }, instance) => {
      await clock.runUntil(instance.send('INITIAL_SYNC', {}));
      return (await processes()).filter(({ context }) => context['syncType'] === 'INITIAL').length;
    }),
    2,
  ],
];

const refusal = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => error,
  );

/** The life of an integration. */
const LIFE: readonly Behaviour[] = [
  ['creates an integration, which then is enabled', read(({ app }) => app.rows.get(17)?.status), 'ENABLED'],
  [
    'creates an integration under the id of its row',
    read(({ integrations }) => integrations.findById('17')),
    has({ id: '17', userId: '5' }),
  ],
  ['creates an integration, and its persons are in Quo', read(({ quo }) => quo.size), 3],
  [
    'creates an integration, and for half a minute nothing begins',
    async () => {
      const { app, clock, processes } = createFriggSystem(OPTIONS);
      const endMs = clock.now() + 34_000;
      await app.create({ ...ROW });
      await app.until(async () => clock.now() >= endMs);
      return (await processes()).length;
    },
    0,
  ],
  [
    'changes settings, which are in the row then',
    change(async ({ app }) => [await app.send(17, 'ON_UPDATE', { config: { resourceIds: ['PN1'] } }), app.rows.get(17)?.config][1]),
    { type: 'scaling-test', resourceIds: ['PN1'] },
  ],
  [
    'changes settings, and gets them back',
    change(({ clock }, instance) => clock.runUntil(instance.onUpdate({ config: { resourceIds: ['PN1'] } }))),
    has({ enabledPhoneIds: ['PN1'] }),
  ],
  ['changes nothing', change(({ clock }, instance) => clock.runUntil(instance.onUpdate())), has({ enabledPhoneIds: ['PN1', 'PN2'] })],
  [
    'changes settings to what cannot be',
    change(({ clock }, instance) => clock.runUntil(refusal(instance.onUpdate({ config: { resourceIds: ['PN404'] } })))),
    has({ statusCode: 400 }),
  ],
  [
    'gets the form of an unknown action',
    read((_, instance) => refusal(instance.getActionOptions({ actionId: 'NONE' }))),
    has({ statusCode: 404 }),
  ],
  [
    'deletes an integration',
    change(
      async ({ app, integrations }) =>
        [await app.send(17, 'ON_DELETE', undefined as never), (await integrations.findById('17'))?.status][1],
    ),
    'IN_DELETION',
  ],
  ['deletes an integration, and the contacts stay', change(async ({ app, quo }) => [await app.send(17, 'ON_DELETE', {}), quo.size][1]), 3],
  [
    'deletes an integration twice',
    change(async ({ app }) => [await app.send(17, 'ON_DELETE', {}), typeof (await app.send(17, 'ON_DELETE', {}))][1]),
    'object',
  ],
];

/** An integration, as Frigg calls it. */
export const INTEGRATION_BEHAVIOURS: readonly Behaviour[] = [...CLASS, ...FORMS, ...LIFE];
