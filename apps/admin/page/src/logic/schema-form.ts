/** A field of a form, made of a property of a JSON Schema. */
export interface FormField {
  readonly name: string;
  readonly title: string;
  readonly hint: string | undefined;
  readonly isRequired: boolean;
  readonly control: 'text' | 'number' | 'switch' | 'one' | 'many' | 'json';
  readonly choices: readonly { readonly value: string; readonly title: string }[];
}

type Schema = Readonly<Record<string, unknown>>;

/** Not set is neither: what counts then, the program decides. */
const YES_OR_NO: FormField['choices'] = [
  { value: 'true', title: 'Yes' },
  { value: 'false', title: 'No' },
];

/** @returns the fields of a form. What has no control of its own is written as JSON. */
export function fieldsOf(schema: Schema): readonly FormField[] {
  const required = asArray(schema['required']);
  return Object.entries(asSchema(schema['properties'])).flatMap(([name, property]) => {
    const found = withoutNull(asSchema(property));
    if (found['readOnly'] === true) return [];
    const items = asSchema(found['items']);
    const control = controlOf(found, items);
    const { title, description } = found;
    return [
      {
        name,
        title: typeof title === 'string' ? title : name,
        hint: typeof description === 'string' ? description : undefined,
        isRequired: required.includes(name),
        control,
        choices: control === 'switch' ? YES_OR_NO : choicesOf(control === 'many' ? items : found),
      },
    ];
  });
}

/** Of `null` or something the something is asked for: what is left empty is `null`, or not sent. */
function withoutNull(schema: Schema): Schema {
  const options = asArray(schema['anyOf'] ?? schema['oneOf']).map(asSchema);
  const real = options.filter((one) => one['type'] !== 'null');
  if (options.length === real.length || real.length !== 1) return schema;
  return { ...schema, anyOf: undefined, oneOf: undefined, ...real[0] };
}

function controlOf(schema: Schema, items: Schema): FormField['control'] {
  const type = asArray(schema['type']).find((one) => one !== 'null') ?? schema['type'];
  if (choicesOf(schema).length > 0) return 'one';
  if (type === 'array') return choicesOf(items).length > 0 || schema['maxItems'] === 0 ? 'many' : 'json';
  if (type === 'boolean') return 'switch';
  if (type === 'number' || type === 'integer') return 'number';
  return type === 'string' ? 'text' : 'json';
}

function choicesOf(schema: Schema): FormField['choices'] {
  const named = asArray(schema['oneOf'] ?? schema['anyOf'])
    .map(asSchema)
    .flatMap(({ const: value, title }) => (typeof value === 'string' ? [{ value, title: typeof title === 'string' ? title : value }] : []));
  if (named.length > 0) return named;
  return asArray(schema['enum']).flatMap((value) => (typeof value === 'string' ? [{ value, title: value }] : []));
}

/** What an operator has entered, before it is read. */
export type FormDraft = Readonly<Record<string, string | readonly string[]>>;

/** @returns what is entered at first. */
export function toDraft(fields: readonly FormField[], values: Schema): FormDraft {
  return Object.fromEntries(
    fields.map(({ name, control }) => {
      const value = values[name];
      if (control === 'switch') return [name, typeof value === 'boolean' ? String(value) : ''];
      if (control === 'many') return [name, asArray(value).filter((one) => typeof one === 'string')];
      if (control === 'json') return [name, value === undefined ? '' : JSON.stringify(value, null, 2)];
      return [name, typeof value === 'string' || typeof value === 'number' ? String(value) : ''];
    }),
  );
}

/** A form as it is sent, and what of it cannot be read. */
export interface ReadForm {
  readonly values: Schema;
  readonly problems: Readonly<Record<string, string>>;
}

/** @returns what was entered as values; only what differs from `before`, so that what others have changed in the meantime stays. */
export function readDraft(fields: readonly FormField[], draft: FormDraft, before: FormDraft): ReadForm {
  const values: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const { name, control } of fields) {
    const entered = draft[name];
    if (JSON.stringify(entered) === JSON.stringify(before[name])) continue;
    if (typeof entered !== 'string') values[name] = entered;
    else if (entered.trim() === '') values[name] = null;
    else if (control === 'switch') values[name] = entered === 'true';
    else if (control === 'number' && Number.isNaN(Number(entered))) problems[name] = 'must be a number';
    else if (control === 'number') values[name] = Number(entered);
    else if (control === 'json') readJson(entered, { name, values, problems });
    else values[name] = entered;
  }
  return { values, problems };
}

interface Reading {
  readonly name: string;
  readonly values: Record<string, unknown>;
  readonly problems: Record<string, string>;
}

function readJson(text: string, { name, values, problems }: Reading): void {
  try {
    values[name] = JSON.parse(text);
  } catch {
    problems[name] = 'is no JSON';
  }
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : {};
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
