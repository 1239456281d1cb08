import { expect, it } from 'vitest';
import { someCallFacts, aQuoCall } from './test-support/call-facts.ts';
import { aMessage } from './test-support/a-message.ts';
import { renderCall } from './render-call.ts';
import { renderMessage } from './render-message.ts';

const line = { symbol: '🛠️', name: 'Help Line', number: '+14155550100' };
const contactNumber = '+14155550199';
type Kind = 'call' | 'message';
type Direction = 'incoming' | 'outgoing';
type Format = Parameters<typeof renderCall>[1];

function titleOf(
  kind: Kind,
  direction: Direction,
  format: Format,
  ofLine: typeof line | Record<keyof typeof line, string | null> = line,
): string {
  const model = { line: ofLine, contactNumber, userName: null };
  if (kind === 'call') return renderCall({ ...model, facts: someCallFacts({ call: aQuoCall({ direction }) }) }, format).title;
  return renderMessage({ ...model, message: aMessage({ direction }) }, format).title;
}

it.each([
  ['call', 'incoming', '☎️  Call +14155550199 → 🛠️ Help Line +14155550100'],
  ['call', 'outgoing', '☎️  Call 🛠️ Help Line +14155550100 → +14155550199'],
  ['message', 'incoming', '💬 Message +14155550199 → 🛠️ Help Line +14155550100'],
  ['message', 'outgoing', '💬 Message 🛠️ Help Line +14155550100 → +14155550199'],
] as const)('titles a %s that is %s, in markup with emoji: %s', (kind, direction, expected) => {
  expect(titleOf(kind, direction, { format: 'markdown' })).toBe(expected);
  expect(titleOf(kind, direction, { format: 'html', emoji: true })).toBe(expected);
  expect(titleOf(kind, direction, { format: 'html', emoji: undefined })).toBe(expected);
});

it.each([
  ['call', 'incoming', 'Call +14155550199 → 🛠️ Help Line +14155550100'],
  ['call', 'outgoing', 'Call 🛠️ Help Line +14155550100 → +14155550199'],
  ['message', 'incoming', 'Message +14155550199 → 🛠️ Help Line +14155550100'],
  ['message', 'outgoing', 'Message 🛠️ Help Line +14155550100 → +14155550199'],
] as const)('titles a %s that is %s, in plain text with the symbol of the line: %s', (kind, direction, expected) => {
  expect(titleOf(kind, direction, { format: 'plainText' })).toBe(expected);
});

it.each([
  ['call', 'incoming', 'Call from +14155550199 to +14155550100'],
  ['call', 'outgoing', 'Call from +14155550100 to +14155550199'],
  ['message', 'incoming', 'Message from +14155550199 to +14155550100'],
  ['message', 'outgoing', 'Message from +14155550100 to +14155550199'],
] as const)('titles a %s that is %s, without emoji: %s', (kind, direction, expected) => {
  for (const format of ['markdown', 'html', 'plainText'] as const)
    expect(titleOf(kind, direction, { format, emoji: false })).toBe(expected);
});

it.each([
  ['call', 'incoming', true, '☎️  Call +14155550199 → 🛠️ Help Line'],
  ['call', 'outgoing', true, '☎️  Call 🛠️ Help Line → +14155550199'],
  ['call', 'incoming', false, 'Call from +14155550199 to Help Line'],
  ['message', 'outgoing', false, 'Message from Help Line to +14155550199'],
] as const)(
  'leaves no gap in the title of a %s that is %s where the number of the line is missing, emoji %s',
  (kind, direction, emoji, expected) => {
    expect(titleOf(kind, direction, { format: 'markdown', emoji }, { ...line, number: null })).toBe(expected);
  },
);

it('calls a line without a name by what it carries', () => {
  const nameless = { symbol: '🛠️', name: null, number: '+14155550100' };
  expect(titleOf('call', 'incoming', { format: 'markdown' }, nameless)).toBe('☎️  Call +14155550199 → Quo Line +14155550100');
  expect(titleOf('message', 'incoming', { format: 'markdown' }, nameless)).toBe('💬 Message +14155550199 → Quo Inbox +14155550100');
});

it('keeps a title on one line of plain text, whatever a line is called', () => {
  const odd = { symbol: null, name: 'A\r\n<b>&\u0000\u202Etxt</b>', number: '+1' };
  expect(titleOf('call', 'incoming', { format: 'html' }, odd)).toBe('☎️  Call +14155550199 → A <b>&txt</b> +1');
});
