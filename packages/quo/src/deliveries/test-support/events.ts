/** An event of up to version 4. */
export interface LegacyEvent {
  readonly id: string;
  readonly object: 'event';
  readonly apiVersion: string;
  readonly type: string;
  readonly createdAt: string;
  readonly data: { readonly deepLink: string; readonly object: unknown };
}

/** A call as version 4 sends it. */
export const legacyCall = {
  id: 'AC1',
  object: 'call',
  direction: 'incoming',
  status: 'completed',
  answeredAt: '2026-01-05T10:00:05.000Z',
  answeredBy: 'US1',
  initiatedBy: null,
  createdAt: '2026-01-05T10:00:00.000Z',
  completedAt: '2026-01-05T10:01:21.000Z',
  duration: 76,
  participants: ['+15559876543', '+15551234567'],
  phoneNumberId: 'PN1',
  userId: 'US1',
  contactIds: ['66f0aa'],
  recordings: null,
};

/** A message as version 4 sends it. */
export const legacyMessage = {
  id: 'AC2',
  object: 'message',
  from: '+15559876543',
  to: '+15551234567',
  direction: 'incoming',
  text: 'Hi',
  status: 'received',
  createdAt: '2026-01-05T10:00:00.000Z',
  userId: null,
  phoneNumberId: 'PN1',
  contactIds: [],
};

/** The envelope up to version 4. */
export function aLegacyEvent(type: string, object: unknown, overrides: { readonly apiVersion?: string } = {}): LegacyEvent {
  return {
    id: 'EV1',
    object: 'event',
    apiVersion: overrides.apiVersion ?? 'v4',
    createdAt: '2026-01-05T10:01:22.000Z',
    type,
    data: { deepLink: 'https://my.quo.com/inbox/PN1/c/CN1?at=AC1', object },
  };
}

/** The envelope of 2026-03-30. */
export function aDatedEvent(type: string, resource: unknown, context: object = {}): object {
  return {
    id: 'EV1',
    apiVersion: '2026-03-30',
    createdAt: '2026-01-05T10:01:22.000Z',
    type,
    data: {
      resource,
      context: { phoneNumberId: 'PN1', conversationId: 'CN1', ...context },
      links: { quo: 'https://my.quo.com/inbox/PN1/c/CN1?at=AC1' },
    },
  };
}
