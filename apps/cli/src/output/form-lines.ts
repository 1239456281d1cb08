import type { JsonObject, JsonValue } from '@frigg-crm/core';
import type { Form } from '@frigg-crm/crm-base';

/** More choices are for `--json`. */
const SHOWN_CHOICES = 20;

/** @returns the fields of a form, one block of lines each: its name and what it takes, what it means, what it can be, what is set. */
export function formLines(
  { schema, values }: Form,
  { flag, indent = '' }: { readonly flag: string; readonly indent?: string },
): readonly string[] {
  const required = (schema['required'] ?? []) as readonly string[];
  return Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, JsonObject>>).flatMap(([name, field]) => {
    const isShown = field['readOnly'] === true;
    const facts = [
      isShown ? 'shown only' : required.includes(name) && 'required',
      Object.hasOwn(field, 'default') && `default: ${toText(field['default'])}`,
    ];
    const about = [field['title'], field['description']].filter((text) => typeof text === 'string').join(': ');
    const head = `${isShown ? '' : `${flag} `}${name}${isShown ? '' : `=<${typeOf(field)}>`}`;
    return [
      `${indent}${[head, facts.filter((fact) => fact !== false).join(', ')].filter((part) => part !== '').join('  ')}`,
      ...(about === '' ? [] : [`${indent}    ${about}`]),
      ...choiceLines(field).map((line) => `${indent}      ${line}`),
      ...(Object.hasOwn(values, name) ? [`${indent}    is ${toText(values[name])}`] : []),
    ];
  });
}

function typeOf(field: JsonObject): string {
  const { enum: values, type } = field as { readonly enum?: readonly JsonValue[]; readonly type?: JsonValue };
  if (values !== undefined) return values.map(toText).join('|');
  if (type === 'boolean') return 'true|false';
  if (type === 'array') {
    const { enum: items } = (field['items'] ?? {}) as { readonly enum?: readonly JsonValue[] };
    return items === undefined ? 'list, with commas' : `list of ${items.map(toText).join('|')}, with commas`;
  }
  if (type === 'string') return 'text';
  return type === 'object' || typeof type !== 'string' ? 'JSON' : type;
}

/** Values that only the CRM or Quo knows have a title each. */
function choiceLines(field: JsonObject): readonly string[] {
  const { oneOf, anyOf } = (field['type'] === 'array' ? (field['items'] ?? {}) : field) as {
    readonly oneOf?: JsonValue;
    readonly anyOf?: JsonValue;
  };
  const choices = ([oneOf, anyOf].find(Array.isArray) ?? []) as readonly JsonObject[];
  const named = choices.filter((choice) => Object.hasOwn(choice, 'const'));
  const lines = named.slice(0, SHOWN_CHOICES).map((choice) => `${toText(choice['const'])}  ${toText(choice['title'])}`);
  return named.length > SHOWN_CHOICES ? [...lines, `and ${named.length - SHOWN_CHOICES} more: --json shows all`] : lines;
}

function toText(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
