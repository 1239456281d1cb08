import { expect, it } from 'vitest';
import { readQuoFailure } from './read-quo-failure.ts';

it('reads code and trace of the documented error body', () => {
  expect(readQuoFailure({ message: 'Conflict', code: '0800409', status: 409, trace: '8841' })).toEqual({
    apiCode: '0800409',
    trace: '8841',
  });
});

it('reads an error body wrapped in `error`, where the key stands for the code (row 43)', () => {
  expect(readQuoFailure({ error: { message: 'x', key: 'contact.exists', trace: 77 } })).toEqual({ apiCode: 'contact.exists', trace: '77' });
  expect(readQuoFailure({ error: { message: 'x' } })).toEqual({ apiCode: undefined, trace: undefined });
});

it.each([undefined, null, 'text', 5, [], { error: 'text' }, { error: null }])('finds nothing in %j', (body) => {
  expect(readQuoFailure(body)).toEqual({ apiCode: undefined, trace: undefined });
});

it('takes nothing for a code that could be a sentence, an address or a phone number', () => {
  const code = (value: string): unknown => readQuoFailure({ code: value }).apiCode;
  expect([code('Ann Lee exists'), code('ann@example.com'), code('+15559876543'), code('x'.repeat(65))]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
