import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitHtml } from './limit-html.ts';

/** Whether each start tag has its end, in order, and no reference is cut. */
function isWellFormed(html: string): boolean {
  const open: string[] = [];
  for (const [, slash, name] of html.matchAll(/<(\/?)([a-z]+)[^<>]*>/g)) {
    if (name === 'br') continue;
    if (slash === '') open.push(name!);
    else if (open.pop() !== name) return false;
  }
  const rest = html.replace(/<\/?[a-z]+[^<>]*>/g, '');
  return open.length === 0 && !/[<>]|&(?!amp;|lt;|#39;)/.test(rest) && html.isWellFormed();
}

describe('limitHtml', () => {
  it('leaves what fits as it is', () => {
    const html = `<p>${'x'.repeat(99_993)}</p>`;
    expect(limitHtml(html, 100_000)).toBe(html);
    expect(limitHtml('', 100_000)).toBe('');
  });

  it('cuts a note over 100 KB, with an ellipsis, to HTML that is still valid (acceptance 42)', () => {
    const html = `<p><strong>Title</strong></p><p>${'Bla &amp; bla 😀<br>'.repeat(20_000)}</p>`;
    const cut = limitHtml(html, 100_000);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(100_000);
    expect(Buffer.byteLength(cut)).toBeGreaterThan(99_900);
    expect(cut).toMatch(/…<\/p>$/);
    expect(isWellFormed(cut)).toBe(true);
  });

  it.each([
    ['<p>abcdef</p>', 13, '<p>abcdef</p>'],
    ['<p>abcdef</p>', 12, '<p>ab…</p>'],
    ['<p>a&amp;b</p>', 13, '<p>a…</p>'],
    ['<p>a</p><a href="https://example.test/long">b</a>', 20, '<p>a</p>…'],
    ['<p><strong>abc</strong>', 10, '<p>…</p>'],
    ['a</b>bcdef', 7, 'abcd…'],
    ['<br>abcdef', 9, '<br>ab…'],
    ['😀😀😀', 8, '😀…'],
  ])('cuts %s to %i bytes as %s', (html, maxBytes, expected) => {
    expect(limitHtml(html, maxBytes)).toBe(expected);
  });

  it('keeps within the limit and closes what it opens, wherever it cuts', () => {
    const { html } = fc.letrec<{ html: string }>((tie) => ({
      html: fc.oneof(
        { maxDepth: 4 },
        fc.stringMatching(/^[a-z é😀]{0,12}$/u),
        fc.constantFrom('<br>', '&amp;', '&lt;', '&#39;'),
        fc.tuple(tie('html'), tie('html')).map(([one, other]) => one + other),
        fc
          .tuple(fc.constantFrom('p', 'strong', 'a href="https://x.test/?a=1"'), tie('html'))
          .map(([tag, inner]) => `<${tag}>${inner}</${tag.split(' ')[0]}>`),
      ),
    }));
    fc.assert(
      fc.property(html, fc.integer({ min: 3, max: 80 }), (text, maxBytes) => {
        const cut = limitHtml(text, maxBytes);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(maxBytes);
        expect(isWellFormed(cut)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
