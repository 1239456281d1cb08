import { expect, it } from 'vitest';
import type { QuoRecording } from '../calls/quo-recording.ts';
import { aRecording, aVoicemail } from './test-support/call-facts.ts';
import { formatCallRecordings } from './format-call-recordings.ts';
import { formatVoicemail } from './format-voicemail.ts';

const A = 'https://files.example/a.mp3';
const B = 'https://files.example/b.mp3';
const withUrl = aRecording({ durationSeconds: 76, url: A });

const recordingCases: Readonly<
  Record<
    string,
    Readonly<Record<'markdown' | 'html' | 'plainText', string>> & { recordings: readonly QuoRecording[]; callSeconds: number | null }
  >
> = {
  'of 76 s with an address': {
    recordings: [withUrl],
    callSeconds: null,
    markdown: `[▶️ Recording (1:16)](${A})`,
    html: `<a href="${A}" target="_blank">▶️ Recording (1:16)</a>`,
    plainText: `Recording (1:16): ${A}`,
  },
  'of 76 s without an address': {
    recordings: [{ ...withUrl, url: null }],
    callSeconds: null,
    markdown: '▶️ Recording (1:16)',
    html: '▶️ Recording (1:16)',
    plainText: 'Recording (1:16)',
  },
  'as long as its call': {
    recordings: [{ ...withUrl, durationSeconds: null }],
    callSeconds: 61,
    markdown: `[▶️ Recording (1:01)](${A})`,
    html: `<a href="${A}" target="_blank">▶️ Recording (1:01)</a>`,
    plainText: `Recording (1:01): ${A}`,
  },
  'of no known length': {
    recordings: [{ ...withUrl, durationSeconds: null }],
    callSeconds: null,
    markdown: `[▶️ Recording (0:00)](${A})`,
    html: `<a href="${A}" target="_blank">▶️ Recording (0:00)</a>`,
    plainText: `Recording (0:00): ${A}`,
  },
  'in two parts, one of them with an address': {
    recordings: [
      { ...withUrl, durationSeconds: 45 },
      { ...withUrl, id: 'CR2', durationSeconds: 30, url: null },
    ],
    callSeconds: 99,
    markdown: `▶️ Recordings: [Part 1 (0:45)](${A}) | Part 2 (0:30)`,
    html: `▶️ Recordings: <a href="${A}" target="_blank">Part 1 (0:45)</a> | Part 2 (0:30)`,
    plainText: `Recordings: Part 1 (0:45): ${A} | Part 2 (0:30)`,
  },
  'in two parts, both with an address': {
    recordings: [
      { ...withUrl, durationSeconds: 45 },
      { ...withUrl, id: 'CR2', durationSeconds: 30, url: B },
    ],
    callSeconds: null,
    markdown: `▶️ Recordings: [Part 1 (0:45)](${A}) | [Part 2 (0:30)](${B})`,
    html: `▶️ Recordings: <a href="${A}" target="_blank">Part 1 (0:45)</a> | <a href="${B}" target="_blank">Part 2 (0:30)</a>`,
    plainText: `Recordings: Part 1 (0:45): ${A} | Part 2 (0:30): ${B}`,
  },
};

it.each(Object.entries(recordingCases))('writes a recording %s', (_name, { recordings, callSeconds, ...expected }) => {
  for (const format of ['markdown', 'html', 'plainText'] as const)
    expect(formatCallRecordings(recordings, callSeconds, { format })).toBe(expected[format]);
});

it('does not take the length of the call for that of one of several parts', () => {
  const parts = [
    { ...withUrl, durationSeconds: null },
    { ...withUrl, id: 'CR2', url: null },
  ];
  expect(formatCallRecordings(parts, 99, { format: 'plainText' })).toBe(`Recordings: Part 1 (0:00): ${A} | Part 2 (1:16)`);
});

it('leaves out recordings that cannot be listened to, and the line when none is left', () => {
  expect(formatCallRecordings([], 76, { format: 'markdown' })).toBeUndefined();
  for (const status of ['in-progress', 'deleted', 'absent', 'failed', 'paused', 'processing', 'stopped', 'stopping']) {
    expect(formatCallRecordings([aRecording({ status })], 76, { format: 'markdown' })).toBeUndefined();
    expect(formatCallRecordings([aRecording({ status }), { ...withUrl, status: null }], 76, { format: 'plainText' })).toBe(
      `Recording (1:16): ${A}`,
    );
  }
});

it('shows a recording once that an old event reported without an id and the API with one', () => {
  const fromEvent = aRecording({ id: null, status: null, durationSeconds: 45 });
  const fromApi = aRecording({ durationSeconds: null });
  expect(formatCallRecordings([fromEvent, fromApi], null, { format: 'plainText' })).toBe(`Recording (0:45): ${A}`);
});

it.each([
  [{ url: A }, `[➿ Voicemail (0:35)](${A})`, `<a href="${A}" target="_blank">➿ Voicemail (0:35)</a>`, `Voicemail (0:35): ${A}`],
  [{ url: null }, '➿ Voicemail (0:35)', '➿ Voicemail (0:35)', 'Voicemail (0:35)'],
  [{ url: A, durationSeconds: null }, `[➿ Voicemail](${A})`, `<a href="${A}" target="_blank">➿ Voicemail</a>`, `Voicemail: ${A}`],
])('writes the voicemail %j on one line', (voicemail, markdown, html, plainText) => {
  expect(formatVoicemail(aVoicemail(voicemail), { format: 'markdown' })).toBe(markdown);
  expect(formatVoicemail(aVoicemail(voicemail), { format: 'html' })).toBe(html);
  expect(formatVoicemail(aVoicemail(voicemail), { format: 'plainText' })).toBe(plainText);
});

it('writes nothing of a voicemail that is not there, or not worked up yet', () => {
  expect(formatVoicemail(null, { format: 'markdown' })).toBeUndefined();
  const processing = { status: 'in-progress', durationSeconds: null, url: null, transcript: null };
  expect(formatVoicemail(aVoicemail(processing), { format: 'markdown' })).toBeUndefined();
  expect(formatVoicemail(aVoicemail({ ...processing, durationSeconds: 0 }), { format: 'markdown' })).toBeUndefined();
});

it('makes no link of an address that is not http(s)', () => {
  for (const url of ['javascript:alert(1)', 'data:text/html,x', '#', 'files/a.mp3', '']) {
    expect(formatCallRecordings([aRecording({ url })], null, { format: 'html' })).toBe('▶️ Recording (1:16)');
    expect(formatVoicemail(aVoicemail({ url }), { format: 'markdown' })).toBe('➿ Voicemail (0:35)');
  }
});

it('adds no emoji where they are off', () => {
  expect(formatCallRecordings([withUrl], null, { format: 'html', emoji: false })).toBe(
    `<a href="${A}" target="_blank">Recording (1:16)</a>`,
  );
  expect(formatVoicemail(aVoicemail({ url: null }), { format: 'markdown', emoji: false })).toBe('Voicemail (0:35)');
});
