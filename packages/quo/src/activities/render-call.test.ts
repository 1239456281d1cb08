import { expect, it } from 'vitest';
import type { QuoCallFacts } from '../calls/quo-call-facts.ts';
import { aQuoCall, aRecording, aSummary, aVoicemail, someCallFacts } from './test-support/call-facts.ts';
import type { ActivityFormat } from './activity-format.ts';
import { renderCall } from './render-call.ts';

const line = { symbol: '🛠️', name: 'Help Line', number: '+14155550100' };
const LINK = '[View the call activity in Quo](https://my.example/c/1)';

function contentOf(facts: Partial<QuoCallFacts>, format: ActivityFormat = { format: 'markdown' }): string {
  return renderCall({ facts: someCallFacts(facts), line, contactNumber: '+14155550199', userName: 'Ana Ruiz' }, format).content;
}

it('writes a missed call with the voicemail that was left', () => {
  const facts = { call: aQuoCall({ status: 'no-answer', answeredAt: null }), voicemail: aVoicemail() };
  expect(contentOf(facts)).toBe(
    `Incoming missed\n\n**Voicemail:**\n• [Listen to voicemail](https://files.example/vm.mp3) (0:35)\n\n**Transcript:**\nCall me back\n\n${LINK}`,
  );
  expect(contentOf(facts, { format: 'html' })).toBe(
    '<span>Incoming missed<br><br><strong>Voicemail:</strong><br>• <a href="https://files.example/vm.mp3" target="_blank">Listen to voicemail</a> (0:35)<br><br><strong>Transcript:</strong><br>Call me back<br><br><a href="https://my.example/c/1" target="_blank">View the call activity in Quo</a></span>',
  );
  expect(contentOf(facts, { format: 'plainText' })).toBe(
    'Incoming missed\r\n\r\nVoicemail:\r\n• Listen to voicemail: https://files.example/vm.mp3 (0:35)\r\n\r\nTranscript:\r\nCall me back\r\n\r\nView the call activity in Quo: https://my.example/c/1',
  );
});

it.each([
  [{ url: null }, '• ➿ Voicemail (0:35)\n\n**Transcript:**\nCall me back'],
  [{ url: null, transcript: null }, '• ➿ Voicemail (0:35)'],
  [{ durationSeconds: null }, '• [Listen to voicemail](https://files.example/vm.mp3)\n\n**Transcript:**\nCall me back'],
  [{ durationSeconds: 0, url: null }, '• ➿ Voicemail\n\n**Transcript:**\nCall me back'],
])('drops nothing that is known of the voicemail %j', (voicemail, expected) => {
  expect(contentOf({ voicemail: aVoicemail(voicemail), deepLink: null })).toBe(
    `Incoming answered by Ana Ruiz\n\n**Voicemail:**\n${expected}`,
  );
});

it('claims no voicemail and no recording before one is known, and links nowhere without a link', () => {
  expect(contentOf({ deepLink: null })).toBe('Incoming answered by Ana Ruiz');
  expect(contentOf({ deepLink: null }, { format: 'plainText' })).toBe('Incoming answered by Ana Ruiz');
  expect(contentOf({ deepLink: '#' }, { format: 'html' })).toBe('<span>Incoming answered by Ana Ruiz</span>');
  const processing = aVoicemail({ status: 'in-progress', durationSeconds: null, url: null, transcript: null });
  expect(contentOf({ voicemail: processing })).toBe(`Incoming answered by Ana Ruiz\n\n${LINK}`);
  expect(contentOf({})).toBe(`Incoming answered by Ana Ruiz\n\n${LINK}`);
});

it('writes everything that can be known of a call, one empty line between any two sections', () => {
  const facts = { recordings: [aRecording()], voicemail: aVoicemail(), summary: aSummary() };
  expect(contentOf(facts)).toBe(
    `Incoming answered by Ana Ruiz\n\n[▶️ Recording (1:16)](https://files.example/a.mp3)\n\n**Voicemail:**\n• [Listen to voicemail](https://files.example/vm.mp3) (0:35)\n\n**Transcript:**\nCall me back\n\n**Summary:**\n• Asked for pricing\n• Wants demo\n\n**Next Steps:**\n• Send quote\n\n**✍️ Message taking:**\n• **Name:** Lee\n• **Reason:** Pricing\n\n${LINK}`,
  );
  expect(contentOf(facts, { format: 'plainText' })).toBe(
    'Incoming answered by Ana Ruiz\r\n\r\nRecording (1:16): https://files.example/a.mp3\r\n\r\nVoicemail:\r\n• Listen to voicemail: https://files.example/vm.mp3 (0:35)\r\n\r\nTranscript:\r\nCall me back\r\n\r\nSummary:\r\n• Asked for pricing\r\n• Wants demo\r\n\r\nNext Steps:\r\n• Send quote\r\n\r\n✍️ Message taking:\r\n• Name: Lee\r\n• Reason: Pricing\r\n\r\nView the call activity in Quo: https://my.example/c/1',
  );
  expect(contentOf(facts, { format: 'html', emoji: false })).toContain(
    '<br><br><strong>Message taking:</strong><br>• <strong>Name:</strong> Lee',
  );
});

it('writes next steps alone, and nothing where all lists are empty', () => {
  const none = { summary: [], nextSteps: [], jobs: [] };
  expect(contentOf({ summary: aSummary({ ...none, nextSteps: ['Send quote'] }) })).toBe(
    `Incoming answered by Ana Ruiz\n\n**Next Steps:**\n• Send quote\n\n${LINK}`,
  );
  expect(contentOf({ summary: aSummary(none) })).toBe(`Incoming answered by Ana Ruiz\n\n${LINK}`);
  expect(contentOf({ summary: aSummary({ ...none, summary: ['', ' \n'] }) })).toBe(`Incoming answered by Ana Ruiz\n\n${LINK}`);
});

it('shows a summary that is completed, or reported by an event, and no other', () => {
  expect(contentOf({ summary: aSummary({ status: null }) })).toContain('Wants demo');
  for (const status of ['absent', 'in-progress', 'failed', 'something new'])
    expect(contentOf({ summary: aSummary({ status }) })).toBe(`Incoming answered by Ana Ruiz\n\n${LINK}`);
});

it.each([
  ['Lee', '• **Answer:** Lee'],
  [42, '• **Answer:** 42'],
  [false, '• **Answer:** false'],
  [['Mon', null, 'Tue'], '• **Answer:** Mon, Tue'],
  [{ day: 'Mon', at: { hour: 9 }, room: null }, '• **Answer:** day: Mon, at: hour: 9'],
  ['a\n- b', '• **Answer:** a - b'],
] as const)('P15: writes the finding %j readably', (value, expected) => {
  const jobs = [{ icon: null, name: 'Findings', items: [{ name: 'Answer', value }] }];
  expect(contentOf({ summary: aSummary({ summary: [], nextSteps: [], jobs }), deepLink: null })).toBe(
    `Incoming answered by Ana Ruiz\n\n**Findings:**\n${expected}`,
  );
});

it.each([null, '', [], [null], {}, { day: null }])('leaves out the finding %j, and keeps the heading', (value) => {
  const jobs = [{ icon: '✍️', name: 'Findings', items: [{ name: 'Answer', value }] }];
  expect(contentOf({ summary: aSummary({ summary: [], nextSteps: [], jobs }), deepLink: null })).toBe(
    'Incoming answered by Ana Ruiz\n\n**✍️ Findings:**',
  );
});

it('takes the icons of findings away where emoji are off, and no other text', () => {
  const summary = aSummary({ summary: ['Fine 👍'], nextSteps: [], jobs: [{ icon: '✍️', name: 'Findings', items: [] }] });
  expect(contentOf({ summary, deepLink: null }, { format: 'plainText', emoji: false })).toBe(
    'Incoming answered by Ana Ruiz\r\n\r\nSummary:\r\n• Fine 👍\r\n\r\nFindings:',
  );
});

it('P15: opens every link of an html body in a new tab', () => {
  const content = contentOf({ recordings: [aRecording()], voicemail: aVoicemail() }, { format: 'html' });
  expect(content.match(/<a /g)).toHaveLength(3);
  expect(content.match(/ target="_blank">/g)).toHaveLength(3);
});

it('escapes all that people and machines have said of a call', () => {
  const evil = '<img src=x onerror=alert(1)>';
  const facts = {
    call: aQuoCall({ status: evil }),
    voicemail: aVoicemail({ transcript: evil }),
    summary: aSummary({ summary: [evil], nextSteps: [evil], jobs: [{ icon: evil, name: evil, items: [{ name: evil, value: [evil] }] }] }),
  };
  expect(contentOf(facts, { format: 'html' })).not.toContain('<img');
  expect(contentOf(facts)).not.toMatch(/(?<!\\)<img/);
});

it('writes a summary of a call that is not known itself yet', () => {
  const { title, content } = renderCall(
    { facts: someCallFacts({ call: null, summary: aSummary({ jobs: [] }) }), line, contactNumber: '+14155550199', userName: null },
    { format: 'markdown' },
  );
  expect(title).toBe('☎️  Call +14155550199 → 🛠️ Help Line +14155550100');
  expect(content).toBe(`Call\n\n**Summary:**\n• Asked for pricing\n• Wants demo\n\n**Next Steps:**\n• Send quote\n\n${LINK}`);
});
