import type { JsonObject } from '@frigg-crm/core';
import * as z from 'zod';

/** One value that can be chosen for a field, as its reader sees it. */
export interface FieldChoice {
  readonly value: string;
  readonly title: string;
}

/** What can be chosen now, by the name of the field: users, numbers, destinations. */
export type FieldChoices = Readonly<Record<string, readonly FieldChoice[]>>;

/** What a screen needs to show a form: the fields, how they are laid out, and what stands in them. */
export interface Form {
  /** JSON Schema, draft 2020-12. */
  readonly schema: JsonObject;
  /** A layout of JSON Forms: one control per field, in their order. */
  readonly uiSchema: JsonObject;
  /** What is filled in already. */
  readonly values: JsonObject;
}

/** More are not offered: a list of thousands is a search, not a choice. */
const MAX_CHOICES = 1000;

/**
 * Makes a form of a schema. The `title` and `description` of a field come from its `meta`, and so does `ui`: options of its
 * control in the layout, such as `{ multi: true }`.
 * @param options.values - What is filled in; keys that are no field are left out.
 * @param options.choices - Values of fields that are known only now. @defaultValue those of the schema
 */
export function toForm(
  schema: z.ZodObject,
  { values = {}, choices = {} }: { readonly values?: JsonObject | undefined; readonly choices?: FieldChoices | undefined } = {},
): Form {
  const json = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input', unrepresentable: 'any' }) as JsonObject;
  const fields = Object.entries((json['properties'] ?? {}) as Readonly<Record<string, JsonObject>>).map(([name, { ui, ...field }]) => ({
    name,
    field: withChoices(field, choices[name]),
    control: toControl(name, field, ui as JsonObject | undefined),
  }));
  return {
    schema: { ...json, properties: Object.fromEntries(fields.map(({ name, field }) => [name, field])) },
    uiSchema: { type: 'VerticalLayout', elements: fields.map(({ control }) => control) },
    values: Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(schema.shape, name))),
  };
}

function toControl(name: string, { title }: JsonObject, options: JsonObject | undefined): JsonObject {
  // The scope is a JSON pointer.
  const scope = `#/properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return { type: 'Control', scope, label: title ?? name, ...(options !== undefined && { options }) };
}

function withChoices(field: JsonObject, choices: readonly FieldChoice[] | undefined): JsonObject {
  if (choices === undefined) return field;
  const oneOf = choices.slice(0, MAX_CHOICES).map(({ value, title }) => ({ const: value, title }));
  if (field['type'] === 'array') {
    // An empty `oneOf` is no schema.
    return oneOf.length === 0 ? { ...field, maxItems: 0 } : { ...field, items: { type: 'string', oneOf }, uniqueItems: true };
  }
  return oneOf.length === 0 ? { ...field, readOnly: true } : { ...field, oneOf };
}
