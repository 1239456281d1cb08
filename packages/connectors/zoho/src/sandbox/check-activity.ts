import { rules, type FieldRule } from '@frigg-crm/http/sandbox';
import type { SandboxFields } from './generate-record.ts';
import type { ModuleStore } from './module-store.ts';
import type { Outcome } from './zoho-responses.ts';

/** What lookups may name. */
export interface KnownIds {
  readonly modules: Readonly<Record<string, ModuleStore>>;
  readonly userIds: readonly string[];
}

/** @returns whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const text =
  (most: number): FieldRule =>
  (value) =>
    typeof value === 'string' && value.length <= most;
const lookup: FieldRule = (value) => isObject(value) && rules.matches(/^\d+$/)(value['id']);

/** Insert Records, Calls: what each field holds. */
const CALL: Readonly<Record<string, FieldRule>> = {
  Subject: (value) => rules.filled(value) && text(255)(value),
  Call_Type: rules.oneOf('Inbound', 'Outbound', 'Missed'),
  Call_Start_Time: rules.matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/),
  Call_Duration: rules.matches(/^\d{2,}:[0-5]\d$/),
  Outgoing_Call_Status: rules.oneOf('Completed', 'Scheduled'),
  Who_Id: lookup,
  What_Id: lookup,
  $se_module: rules.oneOf('Leads', 'Accounts', 'Deals'),
  Description: text(32_000),
  Voice_Recording__s: rules.matches(/^https?:\/\//),
  Owner: lookup,
};
const NOTE: Readonly<Record<string, FieldRule>> = {
  Note_Title: text(120),
  Note_Content: (value) => rules.filled(value) && text(65_535)(value),
};

/** @returns what is wrong with a call that is to be written, or `undefined`. */
export function checkCall(record: SandboxFields, isNew: boolean, options: KnownIds): Outcome | undefined {
  const problem = checkRecord(record, CALL, isNew ? ['Subject', 'Call_Type', 'Call_Start_Time'] : []);
  return problem ?? checkTexts(record, isNew) ?? checkLookups(record, options);
}

/** @returns what is wrong with a note that is to be written, or `undefined`. */
export function checkNote(record: SandboxFields, isNew: boolean): Outcome | undefined {
  return checkRecord(record, NOTE, isNew ? ['Note_Content'] : []);
}

/** What depends on the type of the call, and what Zoho would show as question marks. */
function checkTexts({ Call_Type: type, Call_Duration: duration, Subject: subject }: SandboxFields, isNew: boolean): Outcome | undefined {
  if (typeof subject === 'string' && /\p{Extended_Pictographic}/u.test(subject)) return invalid('Subject');
  if (isNew && type !== 'Missed' && duration === undefined) return { code: 'MANDATORY_NOT_FOUND', details: { api_name: 'Call_Duration' } };
  return type !== 'Missed' && duration === '00:00' ? { code: 'DEPENDENT_MISMATCH', details: { api_name: 'Call_Duration' } } : undefined;
}

function checkLookups(record: SandboxFields, { modules, userIds }: KnownIds): Outcome | undefined {
  const [who, what, owner] = ['Who_Id', 'What_Id', 'Owner'].map((name) => (record[name] as { readonly id: string } | undefined)?.id);
  const module = record['$se_module'];
  if (what !== undefined && typeof module !== 'string') return { code: 'DEPENDENT_FIELD_MISSING', details: { api_name: '$se_module' } };
  if (who !== undefined && modules['Contacts']?.get(who) === undefined) return invalid('Who_Id');
  if (what !== undefined && modules[String(module)]?.get(what) === undefined) return invalid('What_Id');
  return owner !== undefined && !userIds.includes(owner) ? invalid('Owner') : undefined;
}

function invalid(field: string): Outcome {
  return { code: 'INVALID_DATA', details: { api_name: field } };
}

/** Zoho leaves alone what it does not know; here it is refused, so that no misspelt field is lost in silence. */
function checkRecord(record: SandboxFields, known: Readonly<Record<string, FieldRule>>, required: readonly string[]): Outcome | undefined {
  const missing = required.find((name) => record[name] === undefined || record[name] === null);
  if (missing !== undefined) return { code: 'MANDATORY_NOT_FOUND', details: { api_name: missing } };
  const wrong = Object.entries(record).find(([name, value]) => known[name]?.(value) !== true);
  return wrong === undefined ? undefined : { code: 'INVALID_DATA', details: { api_name: wrong[0] } };
}
