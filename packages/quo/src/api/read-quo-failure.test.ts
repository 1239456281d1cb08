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

it('names the fields that Quo refuses by their paths, each once, never what they hold', () => {
  const errors = [
    { path: '/defaultFields/phoneNumbers/0/value', message: 'Invalid: 555-0132', value: '555-0132', schema: { type: 'string' } },
    { path: '/defaultFields/phoneNumbers/0/value', message: 'Expected string', schema: { type: 'string' } },
    { path: 'customFields[2].key', message: 'Unknown: Ann Lee', schema: {} },
    { path: '/customFields/Ann Lee/value', message: 'Unknown', schema: {} },
  ];
  expect(readQuoFailure({ code: '0801400', errors }).fields).toEqual([
    'defaultFields.phoneNumbers.0.value',
    'customFields.2.key',
    'customFields',
  ]);
  expect(readQuoFailure({ error: { key: 'x', errors } }).fields).toHaveLength(3);
});

it.each([
  ['no list', 'defaultFields'],
  ['a list of texts', ['/defaultFields']],
  ['paths that name no field', [{ path: '/Ann/Lee' }, { path: '' }, { path: '5559876543' }, { path: 7 }, null]],
])('names no field where `errors` is %s', (_case, errors) => {
  expect(readQuoFailure({ code: '0801400', errors })).toEqual({ apiCode: '0801400', trace: undefined });
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
