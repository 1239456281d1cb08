import { expect, it } from 'vitest';
import { inboxNameOf } from './activity-line.ts';
import { userNameOf } from './user-name-of.ts';

it.each([
  [{ symbol: '🛠️', name: 'Help Desk' }, '🛠️ Help Desk'],
  [{ symbol: null, name: 'Help Desk' }, 'Help Desk'],
  [{ symbol: '🛠️', name: null }, 'Quo Line'],
  [{ symbol: '🛠️', name: ' ' }, 'Quo Line'],
  [{ symbol: null, name: null }, 'Quo Line'],
  [{ symbol: null, name: 'Help\r\nDesk\u0000' }, 'Help Desk'],
])('calls the line %j %s', (line, expected) => {
  expect(inboxNameOf({ number: null, ...line }, 'Quo Line')).toBe(expected);
});

it.each([
  [{ firstName: 'Ana', lastName: 'Ruiz' }, 'Ana Ruiz'],
  [{ lastName: 'Ruiz' }, 'Ruiz'],
  [{ firstName: 'Ana', lastName: null }, 'Ana'],
  [{ firstName: ' ' }, 'Quo User'],
  [null, 'Quo User'],
  [undefined, 'Quo User'],
])('calls the user %j %s', (user, expected) => {
  expect(userNameOf(user)).toBe(expected);
});

it('calls a user whom nobody knows as the caller wants', () => {
  expect(userNameOf(null, 'Someone')).toBe('Someone');
});
