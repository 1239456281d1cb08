import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareByBytes } from './compare-by-bytes.ts';

it('puts emoji behind every letter of the basic plane, and a text before one that goes on', () => {
  const inOrder = ['', 'B', 'a', 'aa', 'b', 'é', '\uD7FF', '\uE000', '\uFFFD', '😀', '😀a', '😁'];
  expect(inOrder.toReversed().sort(compareByBytes)).toEqual(inOrder);
});

it('compares texts as their bytes in UTF-8 compare', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '\uD7FF', '\uE000', '\uFFFD', '😀', '😁', '\u{10FFFF}') });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareByBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
