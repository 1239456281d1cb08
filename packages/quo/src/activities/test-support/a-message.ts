import type { QuoMessage } from '../../messages/quo-message.ts';

/** An incoming message that says `Hi`. */
export function aMessage(overrides: Partial<QuoMessage> = {}): QuoMessage {
  return {
    id: 'AC1',
    direction: 'incoming',
    from: '+14155550199',
    to: ['+14155550100'],
    text: 'Hi',
    media: [],
    status: 'delivered',
    createdAt: '2026-01-05T10:00:00.000Z',
    userId: null,
    phoneNumberId: 'PN1',
    deepLink: 'https://my.example/m/1',
    ...overrides,
  };
}
