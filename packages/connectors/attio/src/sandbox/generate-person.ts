import { createSeededRandom } from '@frigg-crm/core/adapter';
import type { SandboxPerson } from './sandbox-person.ts';

/** How made-up people come out. */
export interface GeneratorOptions {
  readonly seed: number;
  /** Share of people without a phone number, 0 to 1. */
  readonly withoutPhone: number;
  /** Share of people of an awkward shape (emoji, no names, numbers that have ended), 0 to 1. They have a phone number. */
  readonly awkward: number;
  /** How many companies there are. */
  readonly companies: number;
}

const FIRST_NAMES = ['Ana', 'Bruno', 'Chiara', 'David', 'Elif', 'Fatima', 'Grace', 'Hiro', 'Ines', 'José', 'Kofi', 'Lena', 'Ming', 'Noor'];
const LAST_NAMES = ['Ruiz', 'Silva', 'Rossi', 'Meyer', 'Yılmaz', 'Haddad', "O'Brien", 'Tanaka', 'Costa', 'Mensah', 'Novák', 'Chen'];
const TITLES = ['Buyer', 'Founder', 'Head of Operations', 'Account Manager'];
const AREAS = [212, 303, 312, 415, 503, 617, 702, 818, 904];
const LOCAL_NUMBERS = 7_000_000;

/** Number `index` of its line, so that no two people share one by accident. */
function phoneOf(index: number): string {
  return `+1${AREAS[Math.floor(index / LOCAL_NUMBERS) % AREAS.length] ?? 212}${2_200_000 + (index % LOCAL_NUMBERS)}`;
}

/**
 * Makes up person `number`: the same for the same seed, whatever was requested before. Nothing is kept, so a million people
 * cost no more memory than one.
 */
export function generatePerson(number: number, createdAtMs: number, options: GeneratorOptions): SandboxPerson {
  const random = createSeededRandom(Math.imul(number, 0x9e3779b1) ^ options.seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const plain: SandboxPerson = {
    number,
    createdAtMs,
    name: { first: pick(FIRST_NAMES), last: pick(LAST_NAMES) },
    phones: [phoneOf(number)],
    emails: random() < 0.8 ? [`person${number}@example.test`] : [],
    jobTitle: random() < 0.5 ? pick(TITLES) : null,
    company: options.companies > 0 && random() < 0.7 ? 1 + Math.floor(random() * options.companies) : null,
    description: null,
  };
  if (random() < options.withoutPhone) return { ...plain, phones: [] };
  return random() < options.awkward ? { ...plain, ...pick(AWKWARD)(plain) } : plain;
}

const ENDED_TITLE = {
  active_from: '2025-01-01T00:00:00.000000000Z',
  active_until: '2025-02-01T00:00:00.000000000Z',
  created_by_actor: { type: 'system', id: null },
  value: 'Intern',
  attribute_type: 'text',
};

const AWKWARD: readonly ((person: SandboxPerson) => Partial<SandboxPerson>)[] = [
  () => ({ name: { first: '🚀 Zoë', last: '👩‍👩‍👧' } }),
  () => ({ name: null }),
  () => ({ name: { first: '  ', last: 'Lee' } }),
  () => ({ name: { first: 'שרה', last: 'לוי' } }),
  () => ({ name: { first: 'Xaver', last: 'x'.repeat(200) } }),
  ({ phones }) => ({ phones: [...phones, ...phones] }),
  () => ({ values: { job_title: [ENDED_TITLE] } }),
  ({ number }) => ({ webUrl: `https://app.attio.com/sandbox/person/${number}/${'x'.repeat(200)}` }),
];
