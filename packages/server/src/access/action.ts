/** What a caller may be allowed to do. Seeing people is an action of its own: most operators need no names. */
export const ACTIONS = ['see', 'see-people', 'start', 'pause', 'cancel', 'redrive', 'connect', 'configure', 'delete'] as const;

/** One of {@link ACTIONS}. */
export type Action = (typeof ACTIONS)[number];
