import { expect, it } from 'vitest';
import { defaultCountryOption, isInShare, listOption, listedPageOf } from './descriptor-parts.ts';

it.each(['US', 'DE'])('takes %s for a country', (value) => {
  expect(defaultCountryOption.problemOf(value)).toBeUndefined();
});

it.each(['us', 'USA', ''])('says what is wrong with the country %j, without quoting it', (value) => {
  expect(defaultCountryOption.problemOf(value)).toBe('must be two capital letters (ISO 3166-1), such as US');
});

it('picks the share that was requested, the same each time', () => {
  const count = (share: number): number =>
    Array.from({ length: 1000 }, (_, index) => index + 1).filter((number) => isInShare(number, share)).length;
  expect([count(0), count(0.01), count(0.1), count(1)]).toEqual([0, 10, 100, 1000]);
});

it.each([
  ['/v1/people?limit=5', {}, 'first'],
  ['/v1/people?after=x', {}, 'x'],
  ['/v1/people?ids=1', {}, undefined],
  ['/v1/people', { 'if-modified-since': 'yesterday' }, undefined],
  ['/v1/people/1', {}, undefined],
])('takes GET %s with the headers %j for the page %s of everyone', (path, headers, page) => {
  const listedPage = listedPageOf('/people', { cursor: 'after', without: ['ids', 'if-modified-since'] });
  expect(listedPage(new Request(`https://acme.test${path}`, { headers }))).toBe(page);
});

it('reads a comma list, each item once, and nothing of one with an unknown item', () => {
  const about = { flags: '--types <list>', variable: 'TYPES', description: 'types', problem: 'must be a, b or both' };
  const { option, read } = listOption(about, (text) => ['a', 'b'].includes(text));
  expect(listOption(about, ['a', 'b']).read('b, a,b')).toEqual(['a', 'b']);
  expect([read('b, a,b'), read('a,c'), read(' , '), read(undefined)]).toEqual([['b', 'a'], undefined, undefined, undefined]);
  expect([option.flags, option.problemOf('a'), option.problemOf('a,c')]).toEqual(['--types <list>', undefined, 'must be a, b or both']);
});
