import { createSeededRandom } from '@frigg-crm/core/adapter';
import { RECORD_TYPES, type AxisCareRecordType } from '../person-keys.ts';

/** A record of the sandbox, as List Clients shows one. */
export interface SandboxPerson {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly goesBy: string | null;
  readonly gender: string | null;
  readonly dateOfBirth: string | null;
  readonly status: { readonly active: boolean; readonly label: string };
  readonly createdDate: string;
  readonly region: { readonly id: number; readonly name: string } | null;
  readonly classes: readonly { readonly code: string; readonly name: string }[];
  readonly administrators: readonly { readonly id: number; readonly name: string; readonly username: string }[];
  readonly personalEmail: string | null;
  readonly billingEmail: string | null;
  readonly homePhone: unknown;
  readonly mobilePhone: unknown;
  readonly otherPhone: unknown;
  readonly priorityNote: string | null;
}

/** A responsible party of the sandbox. */
export interface SandboxParty {
  readonly name: string;
  readonly relationship: string;
  readonly email: string;
  readonly hipaaDisclosureAuthorization: '1' | '0' | '';
  readonly phones: readonly { readonly type: string; readonly number: string }[];
}

/** How made-up people come out. */
export interface GeneratorOptions {
  readonly seed: number;
  /** Share without a phone number, 0 to 1. */
  readonly withoutPhone: number;
}

const FIRST_NAMES = ['Joan', 'Al', 'Ines', 'José', 'Kofi', 'Lena', 'Ming', 'Noor', 'Olga', 'Paul', 'Elif', 'Hiro'];
const LAST_NAMES = ['Park', 'Diaz', 'Silva', 'Meyer', "O'Brien", 'Tanaka', 'Costa', 'Novák', 'Chen', 'Aziz', 'Smith'];
const AREAS = [212, 303, 312, 415, 503, 617, 702, 818, 904];
const PER_AREA = 1_500_000;

/** Makes up record `id` of a type: the same for the same seed. Nothing is kept of it. */
export function generatePerson(type: AxisCareRecordType, id: number, { seed, withoutPhone }: GeneratorOptions): SandboxPerson {
  const typeNumber = RECORD_TYPES.indexOf(type);
  const random = createSeededRandom(Math.imul(id * RECORD_TYPES.length + typeNumber, 0x9e3779b1) ^ seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const [firstName, lastName, style] = [pick(FIRST_NAMES), pick(LAST_NAMES), Math.floor(random() * 4)];
  const phone = random() < withoutPhone ? '' : toPhone(id, typeNumber, style);
  const isHome = type === 'client' || type === 'lead';
  return {
    ...aRecord(id),
    firstName,
    lastName,
    goesBy: random() < 0.1 ? `${firstName} 🌻` : null,
    personalEmail: random() < 0.8 ? `${type}${id}@example.test` : '',
    homePhone: isHome ? phone : null,
    mobilePhone: isHome ? '' : phone,
  };
}

/** A record with nothing but its id, as the API fills in what is not known. */
export function aRecord(id: number): SandboxPerson {
  return {
    id,
    firstName: '',
    lastName: '',
    goesBy: null,
    gender: null,
    dateOfBirth: '1950-02-01',
    status: { active: true, label: 'Active' },
    createdDate: '2025-01-18',
    region: { id: 1, name: 'North' },
    classes: [{ code: 'SDC', name: 'Self-Directed' }],
    administrators: [{ id: 25, name: 'Kim Ro', username: 'kro' }],
    personalEmail: null,
    billingEmail: null,
    homePhone: null,
    mobilePhone: '',
    otherPhone: null,
    priorityNote: 'Likes to be called before noon',
  };
}

/** Number `id` of its line, so that no two people share one. */
function toPhone(id: number, typeNumber: number, style: number): string {
  const area = AREAS[(Math.floor(id / PER_AREA) + typeNumber * 2) % AREAS.length] ?? 212;
  const local = String(2_200_000 + (id % PER_AREA));
  const [exchange, line] = [local.slice(0, 3), local.slice(3)];
  return (
    [`(${area}) ${exchange}-${line}`, `${area}-${exchange}-${line}`, `+1${area}${local}`, `${area}.${exchange}.${line} ext. 12`][style] ??
    local
  );
}
