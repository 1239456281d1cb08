import { expect, it } from 'vitest';
import { codeOf, errorCodeOf, reasonOf } from './describe-error.ts';
import { StorageError } from './storage-error.ts';

it('names an error of ours by its code, and any other as unexpected', () => {
  expect([new StorageError('away'), new TypeError('x'), 'text', undefined].map(errorCodeOf)).toEqual([
    'STORAGE_FAILED',
    'UNEXPECTED_ERROR',
    'UNEXPECTED_ERROR',
    'UNEXPECTED_ERROR',
  ]);
});

it('says for a log what kind of error it is, and repeats only texts of ours', () => {
  expect([new StorageError('away'), new TypeError('secret'), 'secret'].map(codeOf)).toEqual(['STORAGE_FAILED', 'TypeError', 'UNKNOWN']);
  expect([new StorageError('away'), new TypeError('secret')].map(reasonOf)).toEqual(['away', 'TypeError']);
});
