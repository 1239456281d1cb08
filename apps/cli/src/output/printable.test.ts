import { expect, it } from 'vitest';
import { createSyncProcess } from '../test-support/create-sync-process.ts';
import { createReporter } from './create-reporter.ts';
import { printable, printableLines } from './printable.ts';

it('writes control characters, directions and line breaks as JSON escapes them, and keeps all else', () => {
  expect(printable('a\u001B[2Jb\u009Bc\u0007\u202Ed\ne\u2028')).toBe('a\\u001b[2Jb\\u009bc\\u0007\\u202ed\\u000ae\\u2028');
  expect(printable('Ann Ünal 🙂 — 100 %')).toBe('Ann Ünal 🙂 — 100 %');
  expect(printableLines('a\u001B\nb')).toBe('a\\u001b\nb');
});

it('changes nothing of JSON but its notation', () => {
  const value = { text: 'a\u001Bb\u009Bc\n' };
  expect(JSON.parse(printable(JSON.stringify(value)))).toEqual(value);
});

it('lets no text of an error control the terminal', () => {
  const chunks: string[] = [];
  const errors = [{ code: 'X', externalId: '\u001B[1A\u001B[2K', message: 'line\u001B]0;owned\u0007\nfrigg-crm: all is well' }];
  const reporter = createReporter({ write: (text) => chunks.push(text), isTTY: false, columns: 80 }, { isJson: false, env: {} });
  reporter.result({ processes: [createSyncProcess({ failed: 1, errors })], durationMs: 1 });
  const text = chunks.join('');
  expect(text).not.toMatch(/(?!\n)\p{Cc}/u);
  expect(text).not.toContain('\nfrigg-crm: all is well');
  expect(text).toContain('owned');
});
