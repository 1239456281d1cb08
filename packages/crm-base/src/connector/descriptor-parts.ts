/** The setting of connectors whose phone numbers may come without `+`, for the `options` of a `ConnectorDescriptor`. */
export const defaultCountryOption = {
  flags: '--default-country <code>',
  variable: 'FRIGG_CRM_DEFAULT_COUNTRY',
  description: 'country of phone numbers without +, two letters (default: US)',
  problemOf: (value: string): string | undefined =>
    /^[A-Z]{2}$/.test(value) ? undefined : 'must be two capital letters (ISO 3166-1), such as US',
} as const;

/** More requests per second than any program sends, for `openSandbox` without a limit. */
export const UNLIMITED_REQUESTS = 10_000;

/** Picks a share of the persons of a sandbox by the number in their ids, for `isRefused`: of one in a hundred, each hundredth. */
export function isInShare(number: number, share: number): boolean {
  return share > 0 && number % Math.round(1 / share) === 0;
}

/**
 * Makes the `listedPage` of a sandbox whose lists have their cursor in the query.
 * @param path - What the path of the list ends in.
 * @param cursor - The parameter that names a page.
 * @param without - Parameters and headers of requests that do not list everyone.
 */
export function listedPageOf(
  path: string,
  { cursor, without }: { readonly cursor: string; readonly without: readonly string[] },
): (request: Pick<Request, 'url' | 'headers'>) => string | undefined {
  return ({ url, headers }) => {
    const { pathname, searchParams } = new URL(url);
    if (!pathname.endsWith(path) || without.some((name) => searchParams.has(name) || headers.has(name))) return undefined;
    return searchParams.get(cursor) ?? 'first';
  };
}

/** A setting of a connector that is a comma list. */
export interface ListOption<Item extends string> {
  /** What a program calls it, for the `options` of a `ConnectorDescriptor`. */
  readonly option: {
    readonly flags: string;
    readonly variable: string;
    readonly description: string;
    readonly problemOf: (value: string) => string | undefined;
  };
  /** @returns its items; `undefined` where there are none, or one is unknown. */
  readonly read: (text: string | undefined) => readonly Item[] | undefined;
}

/**
 * Describes a setting that is a comma list.
 * @param known - Its items, in which order they are read, whatever the order of the list; or whether a text may be an item.
 */
export function listOption<Item extends string = string>(
  { problem, ...option }: Omit<ListOption<Item>['option'], 'problemOf'> & { readonly problem: string },
  known: readonly Item[] | ((text: string) => boolean),
): ListOption<Item> {
  const isItem = typeof known === 'function' ? known : (text: string) => (known as readonly string[]).includes(text);
  const read = (text = ''): readonly Item[] | undefined => {
    const items = text.split(',').flatMap((item) => (item.trim() === '' ? [] : item.trim()));
    if (items.length === 0 || !items.every(isItem)) return undefined;
    return typeof known === 'function' ? ([...new Set(items)] as Item[]) : known.filter((item) => items.includes(item));
  };
  return { option: { ...option, problemOf: (value) => (read(value) === undefined ? problem : undefined) }, read };
}
