import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../json.ts';
import { applyMergePatch } from './merge-patch.ts';

/** RFC 7396, appendix A: original, patch, result. */
const EXAMPLES: readonly (readonly [original: JsonValue, patch: JsonValue, result: JsonValue])[] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];

const REFUSED = expect.objectContaining({ code: 'INVALID_INTEGRATION_DATA', retryable: false }) as Error;
const parse = (json: string): JsonObject => JSON.parse(json) as JsonObject;
const anyObject = fc
  .dictionary(fc.constantFrom('a', 'b', 'c', '', 'toString'), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4, noNullPrototype: true })
  .map((value) => parse(JSON.stringify(value)))
  .filter((value) => !/__proto__|constructor|prototype/.test(JSON.stringify(value)));

/** The pseudo-code of RFC 7396, section 2. */
function mergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const merged: Record<string, JsonValue> =
    typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...(target as JsonObject) } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(Object.hasOwn(merged, name) ? merged[name] : undefined, value);
  }
  return merged;
}

describe('a merge patch', () => {
  it.each(EXAMPLES)('makes of %j with %j, as RFC 7396 says in its appendix, %j', (original, patch, result) => {
    expect(applyMergePatch({ config: original, kept: 1 }, { config: patch })).toStrictEqual({ config: result, kept: 1 });
  });

  it('removes at its top, too', () => {
    expect(applyMergePatch({ config: { a: 'foo' }, kept: 1 }, { config: null, absent: null })).toStrictEqual({ kept: 1 });
  });

  it('does what the pseudo-code of RFC 7396 does, changes neither argument, and does nothing the second time', () => {
    fc.assert(
      fc.property(anyObject, anyObject, (target, patch) => {
        const before = JSON.stringify([target, patch]);
        const merged = applyMergePatch(target, patch);
        expect(merged).toStrictEqual(mergePatch(target, patch));
        expect(applyMergePatch(merged, patch)).toStrictEqual(merged);
        expect(JSON.stringify([target, patch])).toBe(before);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    '{"__proto__":{"polluted":true}}',
    '{"a":{"__proto__":{"polluted":true}}}',
    '{"a":{"b":{"constructor":{"prototype":{"polluted":true}}}}}',
    '{"prototype":1}',
    '{"__proto__":null}',
  ])('B80: refuses %s, and reaches no prototype', (json) => {
    const target = { a: { b: { c: 1 } } };
    expect(() => applyMergePatch(target, parse(json))).toThrow(REFUSED);
    expect(target).toStrictEqual({ a: { b: { c: 1 } } });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('B80: takes names that every object has for absent ones', () => {
    expect(applyMergePatch({}, { toString: { a: 1 }, valueOf: null })).toStrictEqual({ toString: { a: 1 } });
  });

  it.each([null, 'text', 7, true, [{ a: 1 }]])('B80: refuses %j, which would replace the whole configuration', (patch) => {
    expect(() => applyMergePatch({ a: 1 }, patch as unknown as JsonObject)).toThrow(REFUSED);
  });
});
