/** What is wrong with a part of what was sent. */
export interface FieldError {
  /** A JSON pointer into what was sent, such as `/crm/token`. */
  readonly pointer: string;
  readonly detail: string;
}

/** Errors by the fields of a form. */
export interface PlacedErrors {
  /** By the pointer of the field. */
  readonly byField: ReadonlyMap<string, string>;
  /** What names no field. */
  readonly rest: readonly FieldError[];
}

/**
 * @returns each error at the field that it names: at the one with its pointer, else at the one that holds what it names, else at
 * the first one of the group that it names.
 */
export function placeErrors(errors: readonly FieldError[], fields: readonly string[]): PlacedErrors {
  const byField = new Map<string, string>();
  const rest: FieldError[] = [];
  for (const error of errors) {
    const field = fieldOf(error.pointer, fields);
    if (field === undefined) rest.push(error);
    else byField.set(field, [byField.get(field), error.detail].filter((text) => text !== undefined).join('; '));
  }
  return { byField, rest };
}

function fieldOf(pointer: string, fields: readonly string[]): string | undefined {
  // All of it is no field.
  if (pointer === '') return undefined;
  return (
    fields.find((field) => field === pointer) ??
    fields.find((field) => pointer.startsWith(`${field}/`)) ??
    fields.find((field) => field.startsWith(`${pointer}/`))
  );
}

/** @returns the pointer of a name within another pointer. */
export function pointerTo(name: string, within = ''): string {
  return `${within}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
