import { createSeededRandom } from '@frigg-crm/core/adapter';

/** The fields of a record on the wire, but for its id and times. */
export type SandboxFields = Readonly<Record<string, unknown>>;

/** How made-up people come out. Shares are numbers from 0 to 1. */
export interface GeneratorOptions {
  readonly seed: number;
  /** Share of people without a usable phone number. */
  readonly withoutPhone: number;
  /** Share of people of an awkward shape: no first name, emoji, a number twice, hidden fields. They have a phone number. */
  readonly awkward: number;
}

const FIRST_NAMES = ['Ana', 'Bruno', 'Chiara', 'David', 'Elif', 'Fatima', 'Grace', 'Hiro', 'Ines', 'José', 'Kofi', 'Lena', 'Ming', 'Noor'];
const LAST_NAMES = ['Ruiz', 'Silva', 'Rossi', 'Meyer', 'Yılmaz', 'Haddad', "O'Brien", 'Tanaka', 'Costa', 'Mensah', 'Novák', 'Chen', 'Aziz'];
const COMPANIES = ['Acme', 'Globex', 'Initech', 'Umbrella', 'Hooli', 'Stark & Sons'];
const AREAS = [212, 303, 312, 415, 503, 617, 702, 818, 904];
const LOCAL_NUMBERS = 7_000_000;

/** Number `index` of its line, so that no two people share one by accident. */
function phoneOf(index: number): string {
  const area = AREAS[Math.floor(index / LOCAL_NUMBERS) % AREAS.length] ?? 212;
  const local = String(2_200_000 + (index % LOCAL_NUMBERS));
  return `(${area}) ${local.slice(0, 3)}-${local.slice(3)}`;
}

/** Makes up the person with this number, the same each time. */
export function generatePerson(number: number, company: 'Account_Name' | 'Company', options: GeneratorOptions): SandboxFields {
  const random = createSeededRandom(options.seed * 1_000_003 + number);
  // There is always one at this place.
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const [First_Name, Last_Name, companyName] = [pick(FIRST_NAMES), pick(LAST_NAMES), pick(COMPANIES)];
  const phone = random() < options.withoutPhone ? null : phoneOf(number);
  const Email =
    random() < 0.8
      ? `${First_Name}.${number}@${pick(COMPANIES).split(' ')[0]?.toLowerCase()}.example`.normalize('NFKD').replaceAll(/[^\w.@]/g, '')
      : null;
  const plain = {
    First_Name,
    Last_Name,
    Full_Name: `${First_Name} ${Last_Name}`,
    Email,
    Phone: phone,
    Mobile: null,
    [company]: company === 'Company' ? companyName : { name: companyName, id: `${5_725_767_000_099}${COMPANIES.indexOf(companyName)}` },
    [company === 'Company' ? 'Designation' : 'Title']: pick(['COO', 'Engineer', null]),
  };
  return phone !== null && random() < options.awkward ? toAwkward(plain, pick) : plain;
}

type Plain = Record<string, unknown> & { readonly Phone: string | null; readonly Last_Name: string };

function toAwkward(person: Plain, pick: <Item>(items: readonly Item[]) => Item): SandboxFields {
  return pick<() => SandboxFields>([
    () => ({ ...person, First_Name: null, Full_Name: person.Last_Name }),
    () => ({ ...person, Last_Name: `${person.Last_Name} 🎈` }),
    () => ({ ...person, Mobile: (person.Phone ?? '').replaceAll(/\D/g, '') }),
    () => ({ ...person, Phone: `${person.Phone} ext. 12`, Email: ' ' }),
    // A profile may hide fields: then they are left out.
    () => Object.fromEntries(Object.entries(person).filter(([name]) => name !== 'Email' && name !== 'Title' && name !== 'Account_Name')),
  ])();
}

/** Makes up the account with this number, the same each time. */
export function generateAccount(number: number, options: GeneratorOptions): SandboxFields {
  const random = createSeededRandom(options.seed * 2_000_003 + number);
  const name = COMPANIES[Math.floor(random() * COMPANIES.length)] ?? 'Acme';
  const phone = random() < options.withoutPhone ? null : phoneOf(3_000_000 + number);
  return { Account_Name: `${name} ${number}`, Phone: phone, Parent_Account: null, Website: null };
}
