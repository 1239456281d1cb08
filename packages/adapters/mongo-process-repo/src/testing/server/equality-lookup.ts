import { valueAt, type Doc } from './document.ts';
import { isOperators } from './matches.ts';

/** Finds documents by the value at one path, as a server does that has an index. */
export class EqualityLookup {
  readonly path: string;
  readonly #ids = new Map<string, Set<string>>();

  constructor(path: string) {
    this.path = path;
  }

  add(doc: Doc, id: string): void {
    for (const key of this.#keysOf(doc)) {
      const ids = this.#ids.get(key) ?? new Set();
      ids.add(id);
      this.#ids.set(key, ids);
    }
  }

  /** What stays where it is keeps its place. */
  move(from: Doc | undefined, to: Doc, id: string): void {
    if (from === undefined) return this.add(to, id);
    const [before, after] = [this.#keysOf(from), this.#keysOf(to)];
    if (before.length === after.length && before.every((key, index) => key === after[index])) return;
    this.remove(from, id);
    this.add(to, id);
  }

  remove(doc: Doc, id: string): void {
    for (const key of this.#keysOf(doc)) {
      const ids = this.#ids.get(key);
      ids?.delete(id);
      if (ids?.size === 0) this.#ids.delete(key);
    }
  }

  /** @returns the ids of those that may meet the filter; `undefined` when it names no value for the path. */
  find(filter: Doc): readonly string[] | undefined {
    if (!Object.hasOwn(filter, this.path)) return undefined;
    const condition = filter[this.path];
    const { $in: values, $eq: value } = isOperators(condition) ? condition : { $in: undefined, $eq: condition };
    if (!Array.isArray(values) && value === undefined) return undefined;
    const found = new Set<string>();
    for (const wanted of Array.isArray(values) ? values : [value]) for (const id of this.#ids.get(keyOf(wanted)) ?? []) found.add(id);
    return [...found];
  }

  /** A list is found as itself, and by each of its members; what is absent, as null. */
  #keysOf(doc: Doc): readonly string[] {
    const value = valueAt(doc, this.path);
    return Array.isArray(value) ? [...new Set([keyOf(value), ...value.map(keyOf)])] : [keyOf(value)];
  }
}

/** @returns the same text for the same value. */
export function keyOf(value: unknown): string {
  return typeof value === 'string' ? `"${value}` : JSON.stringify(value ?? null);
}
