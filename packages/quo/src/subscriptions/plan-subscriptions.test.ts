import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aSelection } from '../test-support/subscription-system.ts';
import { isKindCovered, planSubscriptions } from './plan-subscriptions.ts';
import { SUBSCRIPTION_KINDS } from './webhook-families.ts';

const idsArbitrary = fc.array(
  fc.integer({ min: 0, max: 60 }).map((number) => `PN${number}`),
  { maxLength: 80 },
);

it.each([
  [0, 0],
  [1, 3],
  [9, 3],
  [10, 3],
  [11, 6],
  [14, 6],
  [21, 9],
])('plans for %i numbers %i webhooks', (numbers, webhooks) => {
  expect(planSubscriptions(aSelection(numbers))).toHaveLength(webhooks);
});

it('numbers the batches in the label only when there are several', () => {
  expect(planSubscriptions(aSelection(1)).map(({ label }) => label)).toEqual([
    'Acme CRM - Messages',
    'Acme CRM - Calls',
    'Acme CRM - Call summaries',
  ]);
  expect(planSubscriptions(aSelection(11), ['call']).map(({ label }) => label)).toEqual([
    'Acme CRM - Calls (batch 1)',
    'Acme CRM - Calls (batch 2)',
  ]);
});

it('plans each number once per kind, ten at most together, the same whatever the order and repetition', () => {
  fc.assert(
    fc.property(idsArbitrary, fc.infiniteStream(fc.integer()), (ids, dice) => {
      const wanted = { ...aSelection(0), phoneNumberIds: ids };
      const plan = planSubscriptions(wanted);
      const unique = [...new Set(ids)].sort();
      for (const kind of SUBSCRIPTION_KINDS) {
        const ofKind = plan.filter((webhook) => webhook.kind === kind);
        expect(ofKind.flatMap(({ phoneNumberIds }) => phoneNumberIds)).toEqual(unique);
        expect(ofKind).toHaveLength(Math.ceil(unique.length / 10));
        expect(ofKind.every(({ phoneNumberIds }) => phoneNumberIds.length <= 10)).toBe(true);
      }
      const shuffled = [...ids, ...ids].map((id) => [dice.next().value, id] as const).sort((a, b) => a[0] - b[0]);
      expect(planSubscriptions({ ...wanted, phoneNumberIds: shuffled.map(([, id]) => id) })).toEqual(plan);
    }),
    { numRuns: 200 },
  );
});

it('calls a kind covered when it is what the plan says, and not when a number is missing, another, or twice', () => {
  fc.assert(
    fc.property(
      idsArbitrary.filter((ids) => ids.length > 0),
      fc.nat(),
      (ids, place) => {
        const wanted = { ...aSelection(0), phoneNumberIds: ids };
        const made = planSubscriptions(wanted).map((webhook, index) => ({ ...webhook, id: `WH${index}`, key: 'a2V5' }));
        expect(SUBSCRIPTION_KINDS.map((kind) => isKindCovered(kind, made, wanted))).toEqual([true, true, true]);
        const id = ids[place % ids.length];
        expect(isKindCovered('call', made, { ...wanted, phoneNumberIds: ids.filter((one) => one !== id) })).toBe(false);
        expect(isKindCovered('call', made, { ...wanted, phoneNumberIds: [...ids, 'PNnew'] })).toBe(false);
        expect(isKindCovered('call', [...made, ...made], wanted)).toBe(false);
        expect(
          isKindCovered(
            'call',
            made.filter(({ kind }) => kind !== 'call'),
            wanted,
          ),
        ).toBe(false);
      },
    ),
    { numRuns: 100 },
  );
});
