import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyCallFacts } from '../activities/test-support/call-facts-arbitrary.ts';
import { mergeCallFacts, NO_CALL_FACTS } from './merge-call-facts.ts';

it('B73: does not care which facts come first', () => {
  fc.assert(
    fc.property(anyCallFacts, anyCallFacts, (a, b) => {
      expect(mergeCallFacts(b, a)).toEqual(mergeCallFacts(a, b));
    }),
    { numRuns: 300 },
  );
});

it('B73: does not care how merges are grouped', () => {
  fc.assert(
    fc.property(anyCallFacts, anyCallFacts, anyCallFacts, (a, b, c) => {
      expect(mergeCallFacts(a, mergeCallFacts(b, c))).toEqual(mergeCallFacts(mergeCallFacts(a, b), c));
    }),
    { numRuns: 300 },
  );
});

it('B73: learns nothing from facts that it knows, or from none', () => {
  fc.assert(
    fc.property(anyCallFacts, anyCallFacts, (a, b) => {
      const merged = mergeCallFacts(a, b);
      for (const known of [a, b, merged, NO_CALL_FACTS]) expect(mergeCallFacts(merged, known)).toEqual(merged);
      expect(mergeCallFacts(a, a)).toEqual(mergeCallFacts(a, NO_CALL_FACTS));
    }),
    { numRuns: 300 },
  );
});

it('B73: forgets no recording, no text and nothing that only one side knew', () => {
  fc.assert(
    fc.property(anyCallFacts, anyCallFacts, (a, b) => {
      const merged = mergeCallFacts(a, b);
      const idsOf = ({ recordings }: typeof a): readonly (string | null)[] => recordings.map(({ id }) => id).filter((id) => id !== null);
      expect(new Set(idsOf(merged))).toEqual(new Set([...idsOf(a), ...idsOf(b)]));
      for (const { call, voicemail, summary, deepLink } of [a, b]) {
        for (const [field, value] of Object.entries(call ?? {}))
          if (value !== null) expect(merged.call?.[field as keyof typeof call]).not.toBeNull();
        expect(merged.voicemail?.transcript?.length ?? 0).toBeGreaterThanOrEqual(voicemail?.transcript?.length ?? 0);
        if (summary?.status === 'completed' || summary?.status === null) {
          expect(merged.summary?.summary.length).toBeGreaterThanOrEqual(summary.summary.length);
          expect([null, 'completed']).toContain(merged.summary?.status);
        }
        if (deepLink !== null) expect(merged.deepLink).not.toBeNull();
      }
    }),
    { numRuns: 300 },
  );
});
