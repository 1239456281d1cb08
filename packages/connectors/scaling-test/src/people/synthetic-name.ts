import { hash, hashToShare } from './hash.ts';

const FIRST_NAMES = [
  'Ada',
  'Björn',
  'Chloé',
  'Dmitri',
  'Emeka',
  'Fatima',
  'Grace',
  'Hana',
  'Íñigo',
  'Jin',
  'Kwame',
  'Leila',
  'Måns',
  'Noor',
  'Olu',
  'Priya',
];
const LAST_NAMES = [
  'Adeyemi',
  'Bianchi',
  'Castro',
  'Dubois',
  'Eriksson',
  'Farouk',
  'García',
  'Huang',
  'Ivanova',
  'Jensen',
  'Kowalska',
  'López',
  'Müller',
  'Nakamura',
];
const COMPANIES = ['Acme', 'Globex', 'Initech', 'Umbrella', 'Soylent', 'Hooli', 'Vandelay', 'Wonka', 'Stark', 'Cyberdyne'];
/** What breaks carelessly written code: emoji, apostrophes, right-to-left text, combining marks, markup, a very long name. */
const ODD_LAST_NAMES = [
  "O'Brien",
  '🌻 Bloom',
  'D’Angelo',
  'אבני',
  '王小明',
  'Ze\u0301phirine',
  'Smith & <Sons>',
  '👩‍👩‍👧 Family',
  'Wolfeschlegelsteinhausenbergerdorff '.repeat(5).trim(),
];
const ODD_SHARE = 0.05;

/** What a person is called and where they work. */
export interface SyntheticName {
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string;
}

/** @returns names; one in twenty last names is of the kind that breaks careless code. */
export function syntheticName(seed: number, index: number): SyntheticName {
  const lastNames = hashToShare(seed, index, 1) < ODD_SHARE ? ODD_LAST_NAMES : LAST_NAMES;
  return {
    firstName: pick(FIRST_NAMES, hash(seed, index, 2)),
    lastName: pick(lastNames, hash(seed, index, 3)),
    company: pick(COMPANIES, hash(seed, index, 4)),
  };
}

function pick(values: readonly string[], number: number): string {
  return values[number % values.length] ?? '';
}
