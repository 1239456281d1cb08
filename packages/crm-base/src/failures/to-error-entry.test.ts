import { ApiRefusedError } from '@frigg-crm/http';
import { expect, it } from 'vitest';
import { toErrorEntry } from './to-error-entry.ts';

/** As another copy of our packages makes it. */
function fromAnotherCopy(code: string, facts: object): Error {
  return Object.assign(new Error('Fake: GET /people failed'), { code, ...facts, [Symbol.for('@frigg-crm/error')]: true });
}

it("keeps the API's own code, also of an error that another copy of the packages made", () => {
  const ours = new ApiRefusedError({ api: 'Fake', operation: 'GET /people', status: 400, apiCode: '0300400' });
  expect(toErrorEntry(ours)).toMatchObject({ code: '0300400' });
  expect(toErrorEntry(fromAnotherCopy('API_REFUSED', { apiCode: '0300400' }), { unit: 3 })).toEqual({
    unit: 3,
    code: '0300400',
    message: 'Fake: GET /people failed',
  });
  expect(toErrorEntry(fromAnotherCopy('STORAGE_FAILED', {}))).toMatchObject({ code: 'STORAGE_FAILED' });
});

it('keeps no text of a foreign error', () => {
  expect(toErrorEntry(new TypeError('Ana +14155550132'), { externalId: 'p1' })).toEqual({
    externalId: 'p1',
    code: 'UNEXPECTED_ERROR',
    message: 'An error of type TypeError came up; its text is not kept',
  });
});
