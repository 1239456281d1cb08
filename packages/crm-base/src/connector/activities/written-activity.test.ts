import { describe, expect, it } from 'vitest';
import { namesOtherLink, toActivityHtml, toComparableText } from './written-activity.ts';

describe('namesOtherLink', () => {
  const html = (id: number): string => `<p>Call <a href="https://quo.test/r?a=1&amp;c=${id}">x</a></p>`;
  const text = (id: number): string => `Call\r\nView in Quo: https://quo.test/r?a=1&c=${id}`;

  it.each([
    ['the same link', html(1), html(1), false],
    ['another link', html(1), html(2), true],
    ['the same link, with its markup rewritten', html(1), '<a href="https://quo.test/r?a=1&c=1">x</a>', false],
    ['the same link in plain text', text(1), text(1), false],
    ['another link in plain text', text(1), text(2), true],
    ['the same link in Markdown', html(1), '[x](https://quo.test/r?a=1&c=1)', false],
    ['no link in what was kept', html(1), 'Call', false],
    ['no link in what was sent', 'Call', html(2), false],
  ])('distinguishes activities by %s', (_case, ours, theirs, expected) => {
    expect(namesOtherLink(ours, theirs)).toBe(expected);
  });

  it('goes by the last link: what people wrote may hold others', () => {
    expect(namesOtherLink(`<a href="https://a.test">a</a>${html(1)}`, html(1))).toBe(false);
    expect(namesOtherLink(`<a href="https://a.test">a</a>${html(1)}`, '<a href="https://a.test">a</a>')).toBe(true);
  });
});

it('compares texts without their markup and blanks', () => {
  expect(toComparableText('<p>Hi <br> you</p>')).toBe(toComparableText('<div>Hi you</div>'));
  expect(toComparableText('<p>Hi</p>')).not.toBe(toComparableText('<p>Ho</p>'));
});

it('escapes the title, and leaves the content as it is', () => {
  expect(toActivityHtml({ title: 'A & <b>', content: 'x<br>y' })).toBe('<p><strong>A &amp; &lt;b&gt;</strong></p><p>x<br>y</p>');
});
