import { ConfigurationError } from '@frigg-crm/core';
import { expect, it } from 'vitest';
import { ApiError } from './api-error.ts';
import { ApiRateLimitedError } from './api-rate-limited-error.ts';
import { ApiRefusedError } from './api-refused-error.ts';
import { ApiUnavailableError } from './api-unavailable-error.ts';

it('recognises the errors of API calls, and no other error of ours', () => {
  expect(ApiError.is(new ApiRefusedError({ api: 'Acme', operation: 'GET /v1' }))).toBe(true);
  expect(ApiError.is(new ConfigurationError('no key'))).toBe(false);
  expect([ApiError.is(new Error('x')), ApiError.is(undefined), ApiError.is('API_REFUSED')]).toEqual([false, false, false]);
});

it('recognises one kind by its code, also when another copy of the package made it', () => {
  const facts = { api: 'Acme', operation: 'GET /v1' };
  const fromAnotherCopy = (code: string): Error => Object.assign(new Error('x'), { code, [Symbol.for('@frigg-crm/error')]: true });
  const isLimited = [new ApiRateLimitedError(facts, 1), fromAnotherCopy('API_RATE_LIMITED'), new ApiUnavailableError(facts)];
  expect(isLimited.map((error) => ApiRateLimitedError.is(error))).toEqual([true, true, false]);
  expect(isLimited.map((error) => ApiUnavailableError.is(error))).toEqual([false, false, true]);
});

it('says what is known of the failure and what to do, in one line', () => {
  const error = new ApiRefusedError({ api: 'Acme', operation: 'GET /v1', status: 422, apiCode: 'E1', trace: 'T1' });
  expect(error.message).toBe('Acme: GET /v1 failed (422, E1, trace T1); the request must change before it is sent again');
});

it('names the fields that the API refused, the first three of them in its text', () => {
  const fields = ['defaultFields.phoneNumbers.0.value', 'source', 'sourceUrl', 'externalId'];
  const error = new ApiRefusedError({ api: 'Acme', operation: 'GET /v1', status: 400, apiCode: 'E1', fields });
  expect(error.fields).toEqual(fields);
  expect(error.message).toContain('(400, E1, at defaultFields.phoneNumbers.0.value, source, sourceUrl)');
  expect(new ApiRefusedError({ api: 'Acme', operation: 'GET /v1' }).fields).toEqual([]);
});
