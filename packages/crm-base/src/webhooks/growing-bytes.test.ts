import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GrowingBytes } from './growing-bytes.ts';

it('holds what was appended, in room for at most twice as much', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 9000 }), { maxLength: 30 }), (pieces) => {
      const bytes = new GrowingBytes(262_144);
      for (const piece of pieces) bytes.append(piece);
      const whole = bytes.whole();
      expect(Buffer.from(whole).equals(Buffer.concat(pieces))).toBe(true);
      expect(whole.buffer.byteLength).toBeLessThanOrEqual(Math.max(4096, 2 * whole.byteLength));
    }),
    { numRuns: 100 },
  );
});

it('never makes more room than it may hold', () => {
  const bytes = new GrowingBytes(5000);
  for (let count = 0; count < 5000; count += 1) bytes.append(new Uint8Array([count % 256]));
  expect([bytes.whole().byteLength, bytes.whole().buffer.byteLength]).toEqual([5000, 5000]);
});
