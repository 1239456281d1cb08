import { expect, it } from 'vitest';
import type { QuoMessage } from '../messages/quo-message.ts';
import { aMessage } from './test-support/a-message.ts';
import type { ActivityFormat } from './activity-format.ts';
import { renderMessage } from './render-message.ts';

const line = { symbol: '🛠️', name: 'Help Line', number: '+14155550100' };

function contentOf(message: Partial<QuoMessage>, format: ActivityFormat['format'], userName: string | null = 'Ana Ruiz'): string {
  return renderMessage({ message: aMessage(message), line, contactNumber: '+14155550199', userName }, { format }).content;
}

it('writes a message that came in', () => {
  const label = 'View the message activity in Quo';
  expect(contentOf({}, 'markdown')).toBe(`Received: Hi\n\n[${label}](https://my.example/m/1)`);
  expect(contentOf({}, 'html')).toBe(`<span>Received: Hi<br><br><a href="https://my.example/m/1" target="_blank">${label}</a></span>`);
  expect(contentOf({}, 'plainText')).toBe(`Received: Hi\r\n\r\n${label}: https://my.example/m/1`);
});

it('writes a message that went out, and leaves a link out that is not known', () => {
  expect(contentOf({ direction: 'outgoing', text: '', deepLink: null }, 'html')).toBe('<span>Ana Ruiz sent: (no text)</span>');
  expect(contentOf({ direction: 'outgoing', deepLink: null }, 'markdown', null)).toBe('Quo User sent: Hi');
  expect(contentOf({ deepLink: 'javascript:alert(1)' }, 'html')).toBe('<span>Received: Hi</span>');
});

it('lists what came with a message, also where there is no text', () => {
  const media = [
    { url: 'https://files.example/a.jpg', type: 'image/jpeg' },
    { url: 'https://files.example/b', type: null },
    { url: 'javascript:alert(1)', type: 'video/mp4' },
  ];
  expect(contentOf({ text: ' ', media, deepLink: null }, 'markdown')).toBe(
    'Received: (no text)\n\n**Attachments:**\n• [Image](https://files.example/a.jpg)\n• [File](https://files.example/b)\n• Video',
  );
  expect(contentOf({ text: '', media: media.slice(0, 1), deepLink: null }, 'html')).toBe(
    '<span>Received: (no text)<br><br><strong>Attachments:</strong><br>• <a href="https://files.example/a.jpg" target="_blank">Image</a></span>',
  );
});

it.each([
  ['<b>x</b>', 'html', '&lt;b&gt;x&lt;/b&gt;'],
  [`"a" & 'b'`, 'html', '&quot;a&quot; &amp; &#39;b&#39;'],
  ['one\r\ntwo\n\n\n\nthree', 'html', 'one<br>two<br><br>three'],
  ['one\u2028two', 'plainText', 'one\r\ntwo'],
  ['<b>x</b> [x](y)', 'plainText', '<b>x</b> [x](y)'],
  ['a\u0000b\u001Bc\u202Ed\uD83D', 'plainText', 'abcd\uFFFD'],
  ['See [x](https://bad.example)', 'markdown', String.raw`See \[x\](https://bad.example)`],
  ['*a* _b_ `c` ~d~ <e> a|b \\', 'markdown', String.raw`\*a\* \_b\_ \`c\` \~d\~ \<e\> a\|b \\`],
  ['Fish & chips &lt;', 'markdown', String.raw`Fish & chips \&lt;`],
  ['hi\n# a\n> b\n- c\n+ d\n1. e\n2) f\n===\n    g', 'markdown', 'hi\n\\# a\n\\> b\n\\- c\n\\+ d\n1\\. e\n2\\) f\n\\===\ng'],
  ['+14155550199 is 5 - 3 = 2, no. 7', 'markdown', '+14155550199 is 5 - 3 = 2, no. 7'],
  ['👩‍💻 ok', 'markdown', '👩‍💻 ok'],
] as const)('keeps the text %j in %s what it is: text', (text, format, expected) => {
  const content = contentOf({ text, deepLink: null }, format);
  expect(content.replace(/^<span>|<\/span>$/g, '')).toBe(`Received: ${expected}`);
});

it('escapes the name of a user as well', () => {
  expect(contentOf({ direction: 'outgoing', deepLink: null }, 'html', '<i>Ana</i>')).toBe('<span>&lt;i&gt;Ana&lt;/i&gt; sent: Hi</span>');
});

it('lets no address break out of its link', () => {
  const deepLink = `https://my.example/a)b(c"><script>'\\?q=")&x=1`;
  expect(contentOf({ deepLink }, 'markdown')).toMatch(/\]\(https:\/\/my\.example\/[^\s()\\<>"]+\)$/);
  expect(contentOf({ deepLink }, 'html')).toMatch(/<a href="https:\/\/my\.example\/[^\s<>"]+&amp;x=1" target="_blank">/);
  expect(contentOf({ deepLink }, 'html')).not.toContain('<script');
});
