import { ProcessConflictError } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { translateError } from './translate-error.ts';

/** An error as `pg` and PGlite make them, with everything that must not be shown. */
function driverError(code: unknown): Error {
  return Object.assign(new Error('duplicate key (jane@example.com) at 10.0.0.1:5432'), {
    code,
    detail: 'Key (name)=(Jane)',
    query: 'insert into x',
    params: ['secret'],
  });
}

describe('translateError', () => {
  it.each([
    ['42P01', 'CONFIGURATION_INVALID', false],
    ['42703', 'CONFIGURATION_INVALID', false],
    ['3F000', 'CONFIGURATION_INVALID', false],
    ['28P01', 'CONFIGURATION_INVALID', false],
    ['3D000', 'CONFIGURATION_INVALID', false],
    ['42501', 'CONFIGURATION_INVALID', false],
    ['22021', 'INVALID_PROCESS_DATA', false],
    ['54000', 'INVALID_PROCESS_DATA', false],
    ['57P01', 'STORAGE_FAILED', true],
    ['25006', 'STORAGE_FAILED', true],
    ['53300', 'STORAGE_FAILED', true],
    ['ECONNREFUSED', 'STORAGE_FAILED', true],
    ['<script>', 'STORAGE_FAILED', true],
    [undefined, 'STORAGE_FAILED', true],
  ])('turns %s into %s', (driverCode, code, retryable) => {
    expect(translateError(driverError(driverCode))).toMatchObject({ code, retryable });
  });

  it('shows neither data nor statements nor addresses in its message, and no data in its cause', () => {
    const error = translateError(driverError('57P01'));
    expect(error.message).toBe('PostgreSQL failed (57P01); whether a change took effect is unknown');
    expect(error.cause).toMatchObject({ code: '57P01' });
    expect(JSON.stringify(Object.entries(error.cause as object))).not.toMatch(/secret|insert|Jane/);
  });

  it('leaves our own errors as they are', () => {
    const error = new ProcessConflictError('p1');
    expect(translateError(error)).toBe(error);
  });

  it.each(['text', null, undefined, 42])('makes an error of %s, too', (thrown) => {
    expect(translateError(thrown)).toMatchObject({ code: 'STORAGE_FAILED' });
  });
});
