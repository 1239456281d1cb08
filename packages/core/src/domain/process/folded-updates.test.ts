import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_OPAQUE_IDS, NOTHING_FOLDED, isFolded, rememberFolded, type FoldedUpdates } from './folded-updates.ts';

const remember = (ids: readonly string[]): FoldedUpdates => ids.reduce(rememberFolded, NOTHING_FOLDED);

it('knows an id that it was given and no other', () => {
  const folded = remember(['page#3', 'start']);
  expect(isFolded(folded, 'page#3')).toBe(true);
  expect(isFolded(folded, 'start')).toBe(true);
  expect(isFolded(folded, 'page#4')).toBe(false);
  expect(isFolded(folded, 'other#3')).toBe(false);
});

it('remembers the numbers of a stream for ever, in a few bytes', () => {
  const folded = remember(Array.from({ length: 5000 }, (_, number) => `page#${number}`));
  expect(folded.streams).toEqual({ page: [[0, 4999]] });
  expect(isFolded(folded, 'page#0')).toBe(true);
});

it('keeps the newest ids without a number and drops the oldest', () => {
  const folded = remember(Array.from({ length: MAX_OPAQUE_IDS + 1 }, (_, number) => `id-${number}`));
  expect(folded.opaque).toHaveLength(MAX_OPAQUE_IDS);
  expect(isFolded(folded, 'id-0')).toBe(false);
  expect(isFolded(folded, 'id-1')).toBe(true);
  expect(isFolded(folded, `id-${MAX_OPAQUE_IDS}`)).toBe(true);
});

it.each([
  '__proto__#1',
  'constructor#1',
  'toString#0',
  '#1',
  'a#',
  'a#-1',
  'a#1.5',
  'a#1e3',
  `a#${'9'.repeat(16)}`,
  'a#b#2',
  'zeile\n#1',
  '😀#7',
  '__proto__',
])('treats the id %j like any other, also after a round trip through JSON', (id) => {
  expect(isFolded(NOTHING_FOLDED, id)).toBe(false);
  const folded = JSON.parse(JSON.stringify(remember([id]))) as FoldedUpdates;
  expect(isFolded(folded, id)).toBe(true);
  expect(isFolded(folded, 'plain')).toBe(false);
  expect(isFolded(folded, 'a#9007199254740993')).toBe(false);
});

it('distinguishes page#7 from page#007', () => {
  expect(isFolded(remember(['page#7']), 'page#007')).toBe(false);
  expect(isFolded(remember(['page#007']), 'page#7')).toBe(false);
});

it('recognises what a Set would, for ids that share streams, names and prototypes', () => {
  const id = fc.oneof(
    fc
      .tuple(fc.constantFrom('page', 'batch', '__proto__', 'constructor', 'page#1', ''), fc.nat({ max: 12 }))
      .map(([stream, number]) => `${stream}#${number}`),
    fc.constantFrom('a', 'b', '__proto__', 'page#01', 'page', 'page#'),
  );
  const property = fc.property(fc.array(id, { maxLength: 40 }), fc.array(id, { maxLength: 10 }), (given, queried) => {
    const reference = new Set(given);
    const folded = JSON.parse(JSON.stringify(remember(given))) as FoldedUpdates;
    for (const each of [...given, ...queried]) if (isFolded(folded, each) !== reference.has(each)) throw new Error(`wrong for ${each}`);
  });
  fc.assert(property, { numRuns: 2000 });
});
