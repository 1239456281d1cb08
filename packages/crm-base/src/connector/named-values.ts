/** A phone number or e-mail address as CRMs keep it. */
export interface LabelledValue {
  readonly value: unknown;
  readonly label?: string | null | undefined;
  readonly primary?: boolean | null | undefined;
}

/** A phone number or e-mail address as Quo keeps it. */
export interface NamedValue {
  /** What it is called there, such as `Work`. */
  readonly name: string;
  readonly value: string;
}

export interface NamedValuesOptions {
  /** @returns the value in its one spelling, or `undefined` for one that is none. */
  readonly normalise: (value: unknown) => string | undefined;
  /** The name of a value without a label. @defaultValue 'Work' */
  readonly defaultName?: string | undefined;
}

/**
 * Turns a CRM's list of numbers or addresses into Quo's: unusable ones are dropped, the primary one comes first, since
 * Quo knows no other mark, and of equal ones (whatever their case) the first is kept.
 */
export function toNamedValues(
  items: readonly LabelledValue[],
  { normalise, defaultName = 'Work' }: NamedValuesOptions,
): readonly NamedValue[] {
  const primaryFirst = [...items.filter(({ primary }) => primary === true), ...items.filter(({ primary }) => primary !== true)];
  const byValue = new Map<string, NamedValue>();
  for (const { value: raw, label } of primaryFirst) {
    const value = normalise(raw);
    const key = value?.toLowerCase();
    if (value === undefined || key === undefined || byValue.has(key)) continue;
    byValue.set(key, { name: capitaliseLabel(label) ?? defaultName, value });
  }
  return [...byValue.values()];
}

/** @returns the label with its first letter in capitals and the rest as it is; `undefined` for an empty one. */
export function capitaliseLabel(label: string | null | undefined): string | undefined {
  const [first, ...rest] = label?.trim() ?? '';
  return first === undefined ? undefined : first.toUpperCase() + rest.join('');
}
