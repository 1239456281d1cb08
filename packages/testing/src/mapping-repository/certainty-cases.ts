import type { MappingRepository } from '@frigg-crm/core';
import type { WriteDecision } from '@frigg-crm/core/adapter';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import type { MappingCase } from './mapping-case.ts';
import { CLAIM_TTL_MS, SCOPE, modified } from './writing.ts';

const ATTEMPTS = 4;

/** What happens next: an attempt goes a step further, or all open attempts crash and time passes until their claims have run out. */
type Event = { readonly kind: 'step'; readonly attempt: number } | { readonly kind: 'crash' };

interface Version {
  readonly contentHash: string;
  readonly sourceModifiedAt: string | null;
  readonly force: boolean;
}

interface Attempt extends Version {
  readonly claimId: string;
  stage: 'new' | 'begun' | 'written' | 'over';
}

/** Quo with one contact, a store, and attempts at the contact that go on in any order. */
class ContactModel {
  /** What the contact holds in truth. */
  content: string | null = null;
  readonly #mappings: MappingRepository;
  readonly #clock: VirtualClock;
  readonly #scope: { readonly integrationId: string; readonly objectType: string };
  readonly #attempts: readonly Attempt[];

  constructor(mappings: MappingRepository, clock: VirtualClock, versions: readonly Version[], run: number) {
    this.#mappings = mappings;
    this.#clock = clock;
    this.#scope = { ...SCOPE, integrationId: `run-${run}` };
    this.#attempts = versions.map((version, index) => ({ ...version, claimId: `attempt-${index}`, stage: 'new' }));
  }

  async happen(event: Event): Promise<void> {
    if (event.kind === 'step') return this.#step(this.#attempts[event.attempt % this.#attempts.length]);
    for (const attempt of this.#attempts) if (attempt.stage !== 'new') attempt.stage = 'over';
    await this.#clock.advance(CLAIM_TTL_MS);
  }

  /** @returns the content that the store says Quo holds. */
  async knownContent(): Promise<string | null> {
    const [mapping] = await this.#mappings.findMany({ ...this.#scope, externalIds: ['p1'] });
    return mapping?.contentHash ?? null;
  }

  /** Lets all attempts finish, and then one more, alone. */
  async finish(contentHash: string): Promise<void> {
    for (const attempt of this.#attempts) while (attempt.stage !== 'over') await this.#step(attempt);
    const alone: Attempt = { contentHash, sourceModifiedAt: null, force: true, claimId: 'alone', stage: 'new' };
    while (alone.stage !== 'over') await this.#step(alone);
  }

  async #step(attempt: Attempt | undefined): Promise<void> {
    switch (attempt?.stage) {
      case 'new': {
        const decision = await this.#begin(attempt);
        if (decision === 'unchanged') expect(this.content).toBe(attempt.contentHash);
        attempt.stage = decision === 'write' ? 'begun' : 'over';
        return;
      }
      case 'begun':
        this.content = attempt.contentHash;
        attempt.stage = 'written';
        return;
      case 'written':
        await this.#confirm(attempt);
        attempt.stage = 'over';
        return;
      default:
    }
  }

  async #begin({ claimId, contentHash, sourceModifiedAt, force }: Attempt): Promise<WriteDecision | undefined> {
    const people = [{ externalId: 'p1', contentHash, sourceModifiedAt }];
    return (await this.#mappings.beginWrites({ ...this.#scope, claimId, people, force, claimTtlMs: CLAIM_TTL_MS })).get('p1');
  }

  async #confirm({ claimId, contentHash }: Attempt): Promise<void> {
    const people = [{ externalId: 'p1', contentHash, quoContactId: 'quo-1', phoneNumbers: [] }];
    await this.#mappings.confirmWrites({ ...this.#scope, claimId, people });
  }
}

const anyVersion = fc.record({
  contentHash: fc.constantFrom('red', 'green', 'blue'),
  sourceModifiedAt: fc.option(fc.nat(3).map(modified)),
  force: fc.boolean(),
});
const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  { weight: 12, arbitrary: fc.nat(ATTEMPTS - 1).map((attempt) => ({ kind: 'step', attempt }) as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash' } as const) },
);

export const certaintyCases: readonly MappingCase[] = [
  {
    title: 'knows no content that the contact does not hold, however four attempts interleave and crash',
    run: async ({ mappings, clock }) => {
      let runs = 0;
      const versions = fc.array(anyVersion, { minLength: 2, maxLength: ATTEMPTS });
      const property = fc.asyncProperty(versions, fc.array(anyEvent, { minLength: 4, maxLength: 16 }), async (attempts, events) => {
        const model = new ContactModel(mappings, clock, attempts, (runs += 1));
        for (const event of events) {
          await model.happen(event);
          const knownContent = await model.knownContent();
          if (knownContent !== null) expect(knownContent).toBe(model.content);
        }
        await model.finish('white');
        expect(await model.knownContent()).toBe('white');
      });
      await fc.assert(property, { numRuns: 40 });
    },
  },
];
