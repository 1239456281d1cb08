import fc from 'fast-check';
import { expect, it } from 'vitest';
import { limitText, toSingleLine } from './to-single-line.ts';

it.each([
  ['Call from Sales +14155550100 to Ana Ruiz', 'Call from Sales +14155550100 to Ana Ruiz'],
  ['☎️  Call Ana → 🛠️ Help', '☎️ Call Ana → 🛠️ Help'],
  ['Call <b>Ana</b>\n<img src=x onerror=1> ', 'Call Ana'],
  ['<<b>b>Ana<</b>/b>', 'Ana'],
  ['5 < 6 and 7 > 3', '5 < 6 and 7 > 3'],
  ['<br>', 'Call'],
  ['  ', 'Call'],
])('writes %j as %j', (title, expected) => {
  expect(toSingleLine(title)).toBe(expected);
});

it('cuts 400 characters to 255 (acceptance 42)', () => {
  const subject = toSingleLine('x'.repeat(400));
  expect(subject).toBe(`${'x'.repeat(254)}…`);
  expect(toSingleLine('x'.repeat(255))).toBe('x'.repeat(255));
});

it('cuts no character in two', () => {
  const subject = toSingleLine(`x${'😀'.repeat(200)}`);
  expect(subject.length).toBeLessThanOrEqual(255);
  expect(subject.isWellFormed()).toBe(true);
});

it('gives one line of at most 255 characters without a tag, whatever comes', () => {
  const text = fc.oneof(fc.string({ maxLength: 600 }), fc.stringMatching(/^([<>/ab !]|<b>|<\/b>){0,300}$/));
  fc.assert(
    fc.property(text, (title) => {
      const subject = toSingleLine(title, { fallback: 'Fallback' });
      expect(subject.length >= 1 && subject.length <= 255).toBe(true);
      expect(subject).not.toMatch(/<\/?[a-z!][^<>]*>|\n/i);
    }),
    { numRuns: 200 },
  );
});

it.each([
  ['abcdef', 6, 'abcdef'],
  ['abcdef', 5, 'abcd…'],
  ['a😀b', 3, 'a…'],
  ['line\nline', 20, 'line\nline'],
])('cuts %j to %i as %j, and joins no lines', (text, maxLength, expected) => {
  expect(limitText(text, maxLength)).toBe(expected);
});

it('takes out emoji where a CRM does not show them', () => {
  expect(toSingleLine('📞 Call 👍🏽 from 🇩🇪 Ana 1️⃣', { withoutEmoji: true })).toBe('Call from Ana 1');
  expect(toSingleLine('🎈', { withoutEmoji: true, fallback: 'Message' })).toBe('Message');
  expect(toSingleLine('📞 Call')).toBe('📞 Call');
});
