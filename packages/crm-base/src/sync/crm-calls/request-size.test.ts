import fc from 'fast-check';
import { expect, it } from 'vitest';
import { afterRequest, decreasedSize, type EndedRequest, type RequestSize } from './request-size.ts';

const BOUNDS = { min: 10, max: 100 };

const tooMuch = (persons: number): EndedRequest => ({ persons, durationMs: 60_000, isTooMuch: true });
const done = (persons: number, durationMs = 200): EndedRequest => ({ persons, durationMs, isTooMuch: false });

/** Requests of the size of the moment, until one is of a whole page. @returns how many there were. */
function requestsUntilWhole(state: RequestSize | undefined): { readonly requests: number; readonly state: RequestSize | undefined } {
  let requests = 0;
  for (; state !== undefined && Math.floor(state.persons) < BOUNDS.max; requests += 1)
    state = afterRequest(state, done(Math.floor(state.persons)), BOUNDS);
  return { requests, state };
}

it('stays at whole pages while they are read', () => {
  expect(afterRequest(undefined, done(100), BOUNDS)).toBeUndefined();
  expect(afterRequest(undefined, done(3), BOUNDS)).toBeUndefined();
});

it('halves after a request that was too much, once for all that were under way', () => {
  const once = afterRequest(undefined, tooMuch(100), BOUNDS);
  expect(once?.persons).toBe(50);
  expect(afterRequest(once, tooMuch(100), BOUNDS)).toBe(once);
  expect(afterRequest(once, tooMuch(50), BOUNDS)?.persons).toBe(25);
});

it('halves after a response that nearly came too late', () => {
  expect(afterRequest(undefined, done(100, 44_999), BOUNDS)).toBeUndefined();
  expect(afterRequest(undefined, done(100, 45_000), BOUNDS)?.persons).toBe(50);
});

it('comes back to whole pages within ten pages of persons', () => {
  const { requests, state } = requestsUntilWhole(decreasedSize(50));
  expect(requests).toBeLessThanOrEqual(10);
  expect(afterRequest(state, done(100), BOUNDS)).toBeUndefined();
});

it('requests ever more seldom what the API never carries', () => {
  const waits: number[] = [];
  let state = afterRequest(undefined, tooMuch(100), BOUNDS);
  for (let probe = 0; probe < 4; probe += 1) {
    const reached = requestsUntilWhole(state);
    waits.push(reached.requests);
    state = afterRequest(reached.state, tooMuch(100), BOUNDS);
  }
  const ratios = waits.slice(1).map((wait, index) => wait / (waits[index] ?? 0));
  for (const ratio of ratios) expect(ratio).toBeGreaterThan(1.5);
  // One whole page after another says that the API has recovered.
  for (let pages = 0; pages < 10 && state !== undefined; pages += 1) state = afterRequest(state, done(100), BOUNDS);
  expect(state).toBeUndefined();
});

it('stays within its bounds, whatever requests do', () => {
  const request = fc.record({ persons: fc.integer({ min: 1, max: 100 }), durationMs: fc.nat(60_000), isTooMuch: fc.boolean() });
  const bounds = fc.tuple(fc.integer({ min: 1, max: 100 }), fc.nat(900)).map(([min, more]) => ({ min, max: min + more }));
  fc.assert(
    fc.property(bounds, fc.array(request, { maxLength: 100 }), (within, requests) => {
      let state: RequestSize | undefined;
      for (const each of requests) {
        state = afterRequest(state, { ...each, persons: Math.min(each.persons, within.max) }, within);
        if (state === undefined) continue;
        expect(state.persons).toBeGreaterThanOrEqual(within.min);
        expect(state.persons).toBeLessThanOrEqual(within.max);
      }
    }),
  );
});
