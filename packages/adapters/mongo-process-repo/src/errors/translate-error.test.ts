import { ProcessConflictError } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { breaksRule, translateError } from './translate-error.ts';

const RULE = { name: 'frigg_active_key', field: 'activeKey' };

/** An error as the driver makes them, with everything that must not get out. */
function driverError(facts: Readonly<Record<string, unknown>>): Error {
  const text = 'E11000 dup key: { activeKey: "jane@example.com" } at 10.0.0.1:27017';
  return Object.assign(new Error(text), { name: 'MongoServerError', keyValue: { activeKey: 'secret' }, errInfo: 'Jane', ...facts });
}

describe('translateError', () => {
  it.each([
    [18, 'CONFIGURATION_INVALID', false],
    [13, 'CONFIGURATION_INVALID', false],
    [8000, 'CONFIGURATION_INVALID', false],
    [85, 'CONFIGURATION_INVALID', false],
    [86, 'CONFIGURATION_INVALID', false],
    [121, 'CONFIGURATION_INVALID', false],
    [10334, 'INVALID_PROCESS_DATA', false],
    [17419, 'INVALID_PROCESS_DATA', false],
    [17280, 'INVALID_PROCESS_DATA', false],
    [10107, 'STORAGE_FAILED', true],
    [64, 'STORAGE_FAILED', true],
    ['ECONNREFUSED', 'STORAGE_FAILED', true],
    ['<script>', 'STORAGE_FAILED', true],
    [undefined, 'STORAGE_FAILED', true],
  ])('turns %s into %s', (driverCode, code, retryable) => {
    expect(translateError(driverError({ code: driverCode }))).toMatchObject({ code, retryable });
  });

  it('has neither data nor addresses in its message, its cause, or their stacks', () => {
    const error = translateError(driverError({ code: 10107 }));
    expect(error.message).toBe('MongoDB request failed (10107); whether a change took effect is unknown');
    const cause = error.cause as Error;
    expect(Object.fromEntries(Object.getOwnPropertyNames(cause).map((name) => [name, Reflect.get(cause, name)]))).toEqual({
      stack: cause.stack,
      code: '10107',
      message: 'MongoServerError (10107)',
      name: 'MongoServerError',
    });
    expect(`${String(error.stack)}${String(cause.stack)}`).not.toMatch(/jane|secret|Jane|10\.0\.0\.1/);
    expect(cause.stack).toMatch(/\n\s+at /);
  });

  it('names the reason that is in the causes, and else the class of the error', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const selection = Object.assign(new Error('10.0.0.1', { cause: new Error('x', { cause: refused }) }), {
      name: 'MongoServerSelectionError',
    });
    expect(translateError(selection).message).toContain('(ECONNREFUSED)');
    expect(translateError(Object.assign(new Error('10.0.0.1'), { name: 'MongoClientClosedError' })).message).toContain(
      '(MongoClientClosedError)',
    );
  });

  it('treats what the driver cannot work with as a wrong setting', () => {
    const error = Object.assign(new Error('Invalid connection string "mongodb://jane:secret@db"'), { name: 'MongoParseError' });
    expect(translateError(error)).toMatchObject({ code: 'CONFIGURATION_INVALID', message: expect.stringContaining('(MongoParseError)') });
    expect(String(translateError(error).cause)).not.toContain('secret');
  });

  it('leaves our own errors as they are', () => {
    const error = new ProcessConflictError('p1');
    expect(translateError(error)).toBe(error);
  });

  it.each(['text', null, undefined, 42])('makes an error of %s, too', (thrown) => {
    expect(translateError(thrown)).toMatchObject({ code: 'STORAGE_FAILED' });
  });
});

describe('a broken unique rule', () => {
  it('is recognised by the pattern of its key, and by the name of its index where a server leaves the pattern out', () => {
    expect(breaksRule(driverError({ code: 11000, keyPattern: { activeKey: 1 } }), RULE)).toBe(true);
    expect(breaksRule(driverError({ code: 11000, keyPattern: { _id: 1 } }), RULE)).toBe(false);
    const named = (index: string) =>
      Object.assign(new Error(`E11000 duplicate key error collection: app.frigg index: ${index}`), { code: 11000 });
    expect(breaksRule(named('frigg_active_key'), RULE)).toBe(true);
    expect(breaksRule(named('_id_'), RULE)).toBe(false);
  });

  it('is nothing else than a duplicate key', () => {
    expect(breaksRule(driverError({ code: 26, keyPattern: { activeKey: 1 } }), RULE)).toBe(false);
    expect(breaksRule(undefined, RULE)).toBe(false);
  });
});
