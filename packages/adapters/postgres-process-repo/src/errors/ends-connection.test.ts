import { expect, it } from 'vitest';
import { endsConnection } from './ends-connection.ts';

it.each(['25006', '25P03', '55000', '57P01', '57P02', '57P03', '57P05', '08006', '08P01', 'ECONNRESET', 'EPIPE', undefined])(
  'closes the connection after %s',
  (code) => {
    expect(endsConnection(Object.assign(new Error('no'), { code }))).toBe(true);
  },
);

it.each(['23505', '40001', '40P01', '22021', '42P01', '53300', '55P03', '57014', '25P02'])('keeps the connection after %s', (code) => {
  expect(endsConnection(Object.assign(new Error('no'), { code }))).toBe(false);
});
