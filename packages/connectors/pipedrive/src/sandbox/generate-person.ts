import { createSeededRandom } from '@frigg-crm/core/adapter';

import type { SandboxPerson, SandboxValue } from './sandbox-person.ts';

/** How made-up people come out. */
export interface GeneratorOptions {
  readonly seed: number;
  /** Share of people without a usable phone number, 0 to 1. */
  readonly withoutPhone: number;
  /** Share of people of an awkward shape (emoji, no names, doubled numbers), 0 to 1. They have a phone number. */
  readonly awkward: number;
  /** How many organisations there are. */
  readonly organizations: number;
}

const FIRST_NAMES = [
  'Ana',
  'Bruno',
  'Chiara',
  'David',
  'Elif',
  'Fatima',
  'Grace',
  'Hiro',
  'Ines',
  'José',
  'Kofi',
  'Lena',
  'Ming',
  'Noor',
  'Olga',
  'Paul',
];
const LAST_NAMES = [
  'Ruiz',
  'Silva',
  'Rossi',
  'Meyer',
  'Yılmaz',
  'Haddad',
  "O'Brien",
  'Tanaka',
  'Costa',
  'Mensah',
  'Novák',
  'Chen',
  'Aziz',
  'Ivanova',
  'Smith',
];
const LABELS = ['work', 'mobile', 'home', 'other'];
const AREAS = [212, 303, 312, 415, 503, 617, 702, 818, 904];
const LOCAL_NUMBERS = 7_000_000;

/** Number `index` of its line, so that no two people share one by accident. */
function digits(index: number): string {
  const area = AREAS[Math.floor(index / LOCAL_NUMBERS) % AREAS.length] ?? 212;
  return `${area}${2_200_000 + (index % LOCAL_NUMBERS)}`;
}

function written(ten: string, style: number): string {
  const [area, exchange, line] = [ten.slice(0, 3), ten.slice(3, 6), ten.slice(6)];
  const styles = [`(${area}) ${exchange}-${line}`, `+1${ten}`, `${area}.${exchange}.${line}`, `+1 ${area} ${exchange} ${line}`, ten];
  return styles[style % styles.length] ?? ten;
}

/**
 * Makes up person `id`: the same for the same seed, whatever was asked before. Nothing is kept, so a million people
 * cost no more memory than one.
 */
export function generatePerson(
  id: number,
  times: Pick<SandboxPerson, 'add_time' | 'update_time'>,
  options: GeneratorOptions,
): SandboxPerson {
  const random = createSeededRandom(Math.imul(id, 0x9e3779b1) ^ options.seed);
  const pick = <Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const first = pick(FIRST_NAMES);
  const last = pick(LAST_NAMES);
  const phone = { value: written(digits(id), Math.floor(random() * 5)), primary: true, label: pick(LABELS) };
  const plain: SandboxPerson = {
    id,
    name: `${first} ${last}`,
    first_name: first,
    last_name: last,
    owner_id: 1 + Math.floor(random() * 5),
    org_id: options.organizations > 0 && random() < 0.7 ? 1 + Math.floor(random() * options.organizations) : null,
    ...times,
    phones: [phone],
    emails: random() < 0.8 ? [{ value: `person${id}@example.test`, primary: true, label: 'work' }] : [],
    is_deleted: false,
    visible_to: 3,
    label_ids: [],
    picture_id: null,
    custom_fields: {},
  };
  if (random() < options.withoutPhone) return { ...plain, phones: withoutPhone(random) };
  return random() < options.awkward ? { ...plain, ...pick(AWKWARD)(plain, phone) } : plain;
}

/** Pipedrive often keeps one blank phone. */
function withoutPhone(random: () => number): readonly SandboxValue[] {
  return random() < 0.5 ? [] : [{ value: '', primary: true, label: 'work' }];
}

const AWKWARD: readonly ((person: SandboxPerson, phone: SandboxValue) => Partial<SandboxPerson>)[] = [
  () => ({ name: '🚀 Zoë 👩‍👩‍👧', first_name: '🚀 Zoë', last_name: '👩‍👩‍👧' }),
  () => ({ name: 'Cher', first_name: null, last_name: null }),
  () => ({ name: 'Lee', first_name: '', last_name: 'Lee' }),
  () => ({ name: null, first_name: null, last_name: null }),
  () => ({ name: 'שרה לוי', first_name: 'שרה', last_name: 'לוי' }),
  ({ name }) => ({ name: `${name} ${'x'.repeat(200)}`, last_name: 'x'.repeat(200) }),
  (_person, phone) => ({
    phones: [
      { ...phone, primary: false, label: '' },
      { ...phone, value: phone.value.replace(/\D/g, '').slice(-10), label: 'whatsApp' },
    ],
  }),
  (_person, phone) => ({
    phones: [
      { value: '', primary: true, label: 'work' },
      { ...phone, primary: false },
      { value: 'ask Bob', primary: false, label: 'home' },
    ],
  }),
  (_person, phone) => ({ phones: [{ ...phone, value: `${phone.value} ext. 12` }] }),
  ({ id }) => ({
    emails: [
      { value: `Person${id}@Example.test`, primary: false, label: 'home' },
      { value: 'no address', primary: true, label: '' },
    ],
  }),
  () => ({ org_id: 999_999_999 }),
];
