import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeCallFacts, NO_CALL_FACTS } from '../calls/merge-call-facts.ts';
import type { QuoCallFacts } from '../calls/quo-call-facts.ts';
import { anyCallFacts, text, trueCallFacts } from './test-support/call-facts-arbitrary.ts';
import type { ActivityFormat } from './activity-format.ts';
import { formatDuration } from './format-duration.ts';
import { toMarkup } from './markup.ts';
import { renderCall } from './render-call.ts';

const anyFormat: fc.Arbitrary<ActivityFormat> = fc.record({
  format: fc.constantFrom('markdown' as const, 'html' as const, 'plainText' as const),
  emoji: fc.boolean(),
});

function contentOf(facts: QuoCallFacts, format: ActivityFormat, userName: string | null = 'Ana Ruiz'): string {
  const line = { symbol: '🛠️', name: 'Help Line', number: '+14155550100' };
  return renderCall({ facts, line, contactNumber: '+14155550199', userName }, format).content;
}

/** Parts of one truth, as events and responses hold them; each part holds at least one thing. */
const phases = trueCallFacts.chain((truth) =>
  fc.tuple(
    fc.constant(truth),
    fc.array(
      fc
        .record({
          call: fc.boolean(),
          recordings: fc.subarray([...truth.recordings]),
          voicemail: fc.constantFrom('none', 'without transcript', 'all'),
          summary: fc.boolean(),
          deepLink: fc.boolean(),
        })
        .map((known): QuoCallFacts => ({
          call: known.call ? truth.call : null,
          recordings: known.recordings,
          voicemail:
            known.voicemail === 'none' || truth.voicemail === null
              ? null
              : { ...truth.voicemail, transcript: known.voicemail === 'all' ? truth.voicemail.transcript : null },
          summary: known.summary ? truth.summary : null,
          deepLink: known.deepLink ? truth.deepLink : null,
        })),
      { minLength: 1, maxLength: 5 },
    ),
  ),
);

/** All texts and lengths that an activity owes to its readers. */
function textsOf({ recordings, voicemail, summary, deepLink }: QuoCallFacts, format: ActivityFormat): readonly string[] {
  const markup = toMarkup(format);
  /** What a link adds to its text. */
  const addressOf = (url: string | null): string =>
    (markup.link('\0', url) ?? '').split('\0').reduce((longest, part) => (part.length > longest.length ? part : longest));
  return [
    ...recordings.flatMap(({ url, durationSeconds }) => [addressOf(url), `(${formatDuration(durationSeconds)})`]),
    ...(voicemail === null ? [] : [addressOf(voicemail.url), markup.block(voicemail.transcript ?? '')]),
    ...[...(summary?.summary ?? []), ...(summary?.nextSteps ?? [])].map((point) => markup.line(point)),
    ...(summary?.jobs ?? []).map(({ name }) => markup.line(name)),
    addressOf(deepLink),
  ];
}

it('B73: keeps in every later phase each text that an earlier one knew', () => {
  fc.assert(
    fc.property(phases, anyFormat, ([, reported], format) => {
      let known = NO_CALL_FACTS;
      const texts: string[] = [];
      for (const part of reported) {
        known = mergeCallFacts(known, part);
        texts.push(...textsOf(part, format));
        const content = contentOf(known, format);
        for (const expected of texts) expect(content).toContain(expected);
      }
    }),
    { numRuns: 200 },
  );
});

it('B73: writes the same activity in whichever order the parts of a call come', () => {
  fc.assert(
    fc.property(
      fc
        .array(anyCallFacts, { minLength: 1, maxLength: 4 })
        .chain((parts) => fc.tuple(fc.constant(parts), fc.shuffledSubarray(parts, { minLength: parts.length, maxLength: parts.length }))),
      anyFormat,
      ([parts, shuffled], format) => {
        const merged = parts.reduce(mergeCallFacts, NO_CALL_FACTS);
        expect(contentOf(shuffled.reduce(mergeCallFacts, NO_CALL_FACTS), format)).toBe(contentOf(merged, format));
      },
    ),
    { numRuns: 200 },
  );
});

it('writes any call without throwing, with exactly one empty line between sections and no markup but ours', () => {
  fc.assert(
    fc.property(anyCallFacts, anyFormat, fc.option(text), (facts, format, userName) => {
      const content = contentOf(facts, format, userName);
      expect(content).not.toMatch(/undefined|\[object Object\]/);
      const lineBreak = { markdown: '\n', html: '<br>', plainText: '\r\n' }[format.format];
      expect(content).not.toContain(lineBreak.repeat(3));
      const tags = content.match(/<[^>]*>?/g) ?? [];
      const ours = /^<(?:\/?span|br|\/?strong|\/a|a href="https?:[^"]*" target="_blank")>$/;
      expect(format.format === 'html' ? tags.filter((tag) => !ours.test(tag)) : []).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
