import { expect, it } from 'vitest';
import { failureReader } from './failure-words.ts';

const read = failureReader({ codes: ['code', 'error.code', 'error'], fieldsIn: 'errors', quotedIn: 'error', sent: 'name due_date' });

it.each([
  [{ code: 'TOO_MANY' }, { apiCode: 'TOO_MANY' }],
  [{ code: 'No sentence, by Ana', error: { code: 'inner' } }, { apiCode: 'inner' }],
  [
    { error: '"due_date" and "ana" are required', errors: { url: ['Ana'] } },
    { apiCode: 'url', fields: ['url', 'due_date'] },
  ],
  [{ errors: { 'Ana Ruiz': 1 } }, { apiCode: undefined }],
  [{ errors: ['url'] }, { apiCode: undefined }],
  ['text', { apiCode: undefined }],
  [null, { apiCode: undefined }],
])('reads of %j nothing but the code and fields that it knows', (body, failure) => {
  expect(read(body)).toEqual(failure);
});

it('reads no fields where an API names none', () => {
  expect(failureReader({ codes: ['type'] })({ type: 'auth', errors: { name: 1 } })).toEqual({ apiCode: 'auth' });
});

it.each([
  [{ code: 'DENIED', data: [{ code: 'SUCCESS' }] }, { apiCode: 'DENIED' }],
  [
    {
      data: [
        { code: 'SUCCESS', details: { api_name: 'id' } },
        { code: 'TOO_LONG', details: { api_name: 'Title' } },
      ],
    },
    { apiCode: 'TOO_LONG', fields: ['Title'] },
  ],
  [{ data: [{ code: 'SUCCESS' }] }, { apiCode: undefined }],
  [{ data: 'none' }, { apiCode: undefined }],
])('reads of %j the first item that has failed', (body, failure) => {
  expect(failureReader({ codes: ['code'], itemsIn: ['data'], success: 'SUCCESS', fieldIn: 'details.api_name' })(body)).toEqual(failure);
});
