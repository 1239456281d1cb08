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

  /** @returns the ids of those that may meet the filter. */
  find(filter: Doc): readonly string[] {
    const found = new Set<string>();
    for (const ids of this.#wanted(filter) ?? []) for (const id of ids) found.add(id);
    return [...found];
  }

  /** @returns how many `find` returns, at most; `undefined` when the filter names no value for the path. */
  count(filter: Doc): number | undefined {
    return this.#wanted(filter)?.reduce((sum, ids) => sum + ids.size, 0);
  }

  /** @returns the ids by each value that the filter names. */
  #wanted(filter: Doc): readonly ReadonlySet<string>[] | undefined {
    if (!Object.hasOwn(filter, this.path)) return undefined;
    const condition = filter[this.path];
    const { $in: values, $eq: value } = isOperators(condition) ? condition : { $in: undefined, $eq: condition };
    if (!Array.isArray(values) && value === undefined) return undefined;
    return (Array.isArray(values) ? values : [value]).flatMap((wanted) => this.#ids.get(keyOf(wanted)) ?? []);
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
