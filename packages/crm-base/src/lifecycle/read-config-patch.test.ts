import type { JsonObject } from '@frigg-crm/core';
import { describe, expect, it } from 'vitest';
import { readConfigPatch } from './read-config-patch.ts';

/** Lists within lists. */
const nested = (levels: number): JsonObject => JSON.parse(`{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`) as JsonObject;

describe('a patch of a configuration', () => {
  it('takes resourceIds for enabledPhoneIds, each id once', () => {
    expect(readConfigPatch({ resourceIds: ['PN2', 'PN1', 'PN2'], a: 1 })).toEqual({ selection: ['PN2', 'PN1'], rest: { a: 1 } });
    expect(readConfigPatch({ enabledPhoneIds: [] })).toEqual({ selection: [], rest: {} });
    expect(readConfigPatch({})).toEqual({ selection: undefined, rest: {} });
  });

  it('may be nested as deep as any form', () => {
    expect(readConfigPatch(nested(31)).rest).toEqual(nested(31));
  });

  it('keeps what removes keys, also deep inside', () => {
    expect(readConfigPatch({ a: null, b: { c: null } }).rest).toEqual({ a: null, b: { c: null } });
  });

  it.each([
    ['both names of the selection', { resourceIds: ['PN1'], enabledPhoneIds: ['PN1'] }],
    ['a selection that is removed', { resourceIds: null }],
    ['a selection that is no list', { resourceIds: 'PN1' }],
    ['an id that is no phone number', { resourceIds: ['PN1', '+15551234567'] }],
    ['more numbers than there are anywhere', { resourceIds: Array.from({ length: 1001 }, (_, index) => `PN${index}`) }],
    ['a list', [] as unknown as JsonObject],
    ['what JSON does not know', { a: undefined, b: Number.NaN } as unknown as JsonObject],
    ['a prototype', JSON.parse('{"__proto__":{"a":1}}') as JsonObject],
    ['more levels than the stack holds', nested(20_000)],
    ['more levels than any form', nested(32)],
    ['a constructor deep inside', { a: { b: { constructor: { c: 1 } } } }],
  ])('is refused with %s, and what was sent is not quoted', (_what, patch) => {
    expect(() => readConfigPatch(patch)).toThrow(expect.objectContaining({ code: 'INVALID_INTEGRATION_DATA', retryable: false }));
    expect(() => readConfigPatch(patch)).not.toThrow(/1555/);
  });
});
