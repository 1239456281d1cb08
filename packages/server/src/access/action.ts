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
  'manage-keys',
  'manage-operators',
] as const;

/** One of {@link ACTIONS}. */
export type Action = (typeof ACTIONS)[number];

/** What a tenant may do to what is its own. */
export const TENANT_ACTIONS: readonly Action[] = ACTIONS.filter((action) => action !== 'manage-operators');

/** The roles of operators, as sets of actions. `see-people` is added to any of them, one operator at a time. */
export const ROLES = {
  viewer: ['see'],
  operator: ['see', 'start', 'pause', 'cancel', 'redrive', 'connect', 'configure'],
  admin: ACTIONS.filter((action) => action !== 'see-people'),
} as const satisfies Readonly<Record<string, readonly Action[]>>;

/** One of {@link ROLES}. */
export type Role = keyof typeof ROLES;
