import type { LoggedActivity } from '@frigg-crm/crm-base';

/** An answered call of 125 s with the first contact. */
export function aLoggedCall(overrides: Partial<LoggedActivity> = {}): LoggedActivity {
  return {
    kind: 'call',
    sourceId: 'AC1',
    person: { objectType: 'Contact', externalId: '5725767010000000001' },
    contactPhone: '+14155550132',
    direction: 'inbound',
    timestamp: '2026-01-05T09:58:30.000Z',
    durationSeconds: 125,
    isAnswered: true,
    quoUser: null,
    title: 'Call from Ana Ruiz to Sales Line',
    content: 'Incoming answered by Ann Lee\r\nView: https://my.quo.com/AC1',
    ...overrides,
  };
}

/** A text of the first contact. */
export function aLoggedText(overrides: Partial<LoggedActivity> = {}): LoggedActivity {
  const text = { kind: 'message', sourceId: 'MS1', durationSeconds: null, isAnswered: false } as const;
  return aLoggedCall({ ...text, title: 'Message from Ana Ruiz to Sales Line', content: 'Received: See you at five', ...overrides });
}
