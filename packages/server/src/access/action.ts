/** What a caller may be allowed to do. Seeing people is an action of its own: most operators need no names. */
export const ACTIONS = [
  'see',
  'see-people',
  'start',
  'pause',
  'cancel',
  'redrive',
  'connect',
  'configure',
  'delete',
  'see-audit',
  'see-metrics',
  'manage-keys',
  'manage-operators',
] as const;

/** One of {@link ACTIONS}. */
export type Action = (typeof ACTIONS)[number];

/** What concerns all tenants. */
const OF_ALL: readonly Action[] = ['manage-operators', 'see-metrics'];

/** What a tenant may do to what is its own. */
export const TENANT_ACTIONS: readonly Action[] = ACTIONS.filter((action) => !OF_ALL.includes(action));

/** The roles of operators, as sets of actions. `see-people` is added to any of them, one operator at a time. */
export const ROLES = {
  viewer: ['see'],
  operator: ['see', 'start', 'pause', 'cancel', 'redrive', 'connect', 'configure', 'see-metrics'],
  admin: ACTIONS.filter((action) => action !== 'see-people'),
} as const satisfies Readonly<Record<string, readonly Action[]>>;

/** One of {@link ROLES}. */
export type Role = keyof typeof ROLES;
