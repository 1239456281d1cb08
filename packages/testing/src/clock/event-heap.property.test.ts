import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventHeap } from './event-heap.ts';

it('hands out whatever was put in by its moment, and what is due together in the order of its making', () => {
  // `undefined` takes one out.
  const steps = fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (moments) => {
      const heap = new EventHeap<{ dueMs: number; order: number }>();
      const sorted: { dueMs: number; order: number }[] = [];
      for (const [order, dueMs] of moments.entries()) {
        if (dueMs === undefined) {
          expect(heap.pop()).toEqual(sorted.shift());
        } else {
          heap.push({ dueMs, order });
          sorted.push({ dueMs, order });
          sorted.sort((a, b) => a.dueMs - b.dueMs || a.order - b.order);
        }
        expect([heap.peek(), heap.size]).toEqual([sorted[0], sorted.length]);
      }
    }),
  );
});
