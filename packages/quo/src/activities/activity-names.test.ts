import { expect, it } from 'vitest';
import { inboxNameOf } from './activity-line.ts';
import { userNameOf } from './user-name-of.ts';

it.each([
  [{ symbol: '🛠️', name: 'Help Line' }, '🛠️ Help Line'],
  [{ symbol: null, name: 'Help Line' }, 'Help Line'],
  [{ symbol: '🛠️', name: null }, 'Quo Line'],
  [{ symbol: '🛠️', name: ' ' }, 'Quo Line'],
  [{ symbol: null, name: null }, 'Quo Line'],
  [{ symbol: null, name: 'Help\r\nLine\u0000' }, 'Help Line'],
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

it('calls an unknown user as the caller wants', () => {
  expect(userNameOf(null, 'Someone')).toBe('Someone');
});
