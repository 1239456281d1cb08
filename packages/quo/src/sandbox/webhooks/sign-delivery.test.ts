import { expect, it } from 'vitest';
import { signDelivery } from './sign-delivery.ts';

const body = '{"id":"EV1","type":"call.completed"}';
const atMs = Date.UTC(2026, 0, 5, 10, 1, 22);

it('signs in the legacy style: milliseconds, and the key decoded', () => {
  expect(signDelivery('legacy', { key: 'c2VjcmV0', id: 'EV1', body, atMs })).toEqual({
    'openphone-signature': 'hmac;1;1767607282000;8VFuiazhJeLYy3Y0CzjMVLk2Z9k+F62MytoG0IovvN4=',
  });
});

it('signs in the standard style: seconds, id, and the key decoded without its prefix', () => {
  expect(signDelivery('standard', { key: 'whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ=', id: 'msg_1', body, atMs })).toEqual({
    'webhook-id': 'msg_1',
    'webhook-timestamp': '1767607282',
    'webhook-signature': 'v1,YIT/jIX+nMd3qDWzS9tHd9hAOAvodfYB8CtD9h65YQk=',
  });
});
