import { expect, it } from 'vitest';
import { MAX_PAGE_RANGES, parsePageRanges } from './page-ranges.ts';

it.each([
  ['3', [[3, 3]]],
  [
    '3,7-9',
    [
      [3, 3],
      [7, 9],
    ],
  ],
  [
    ' 12-12 , 0',
    [
      [12, 12],
      [0, 0],
    ],
  ],
  ['', undefined],
  ['9-7', undefined],
  ['1,,2', undefined],
  ['1-', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['1234567890', undefined],
  [Array.from({ length: MAX_PAGE_RANGES + 1 }, (_, page) => page * 2).join(','), undefined],
])('reads the pages %j', (text, ranges) => {
  expect(parsePageRanges(text)).toEqual(ranges);
});
