import { valueAt, type Doc } from './document.ts';

/** The keys of documents by the texts of one field, as an index finds them. Of an array each element counts. */
export class FieldLookup {
  readonly #path: string;
  readonly #keys = new Map<string, Set<string>>();

  constructor(path: string, documents: Iterable<readonly [key: string, doc: Doc]>) {
    this.#path = path;
    for (const [key, doc] of documents) this.add(key, doc);
  }

  add(key: string, doc: Doc): void {
    for (const text of this.#textsOf(doc)) {
      const keys = this.#keys.get(text);
      if (keys === undefined) this.#keys.set(text, new Set([key]));
      else keys.add(key);
    }
  }

  remove(key: string, doc: Doc): void {
    for (const text of this.#textsOf(doc)) this.#keys.get(text)?.delete(key);
  }

  /** @returns the keys of all documents that hold one of the texts, and how many there are at most. */
  find(texts: readonly string[]): { readonly count: number; keys(): ReadonlySet<string> } {
    const sets = texts.flatMap((text) => this.#keys.get(text) ?? []);
    return { count: sets.reduce((sum, { size }) => sum + size, 0), keys: () => new Set(sets.flatMap((set) => [...set])) };
  }

  #textsOf(doc: Doc): readonly string[] {
    const value = valueAt(doc, this.#path);
    return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');
  }
}

/** @returns the texts of which a field must hold one to match; `undefined` where its condition is another one. */
export function textsWanted(condition: unknown): readonly string[] | undefined {
  if (typeof condition === 'string') return [condition];
  if (typeof condition !== 'object' || condition === null) return undefined;
  const { $eq, $in } = condition as { readonly $eq?: unknown; readonly $in?: unknown };
  if (typeof $eq === 'string') return [$eq];
  return Array.isArray($in) && $in.every((one) => typeof one === 'string') ? $in : undefined;
}
