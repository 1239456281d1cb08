import { badValue } from './server-error.ts';

/** A BSON document, read. */
export type Doc = Readonly<Record<string, unknown>>;

/** @returns the value as a document; `what` names it when it is none. */
export function asDoc(value: unknown, what: string): Doc {
  if (!isDoc(value)) throw badValue(`${what} must be an object`);
  return value;
}

/** @returns the value as a list of documents; `what` names it when it is none. */
export function asDocs(value: unknown, what: string): readonly Doc[] {
  if (!Array.isArray(value)) throw badValue(`${what} must be an array`);
  return value.map((item) => asDoc(item, what));
}

/** @returns whether the value is a document, and not a list, a time or another BSON type. */
export function isDoc(value: unknown): value is Doc {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) === Object.prototype;
}

/** @returns the value at a dotted path; `undefined` when there is none. Arrays are not traversed. */
export function valueAt(doc: Doc, path: string): unknown {
  let value: unknown = doc;
  for (const name of path.split('.')) {
    if (!isDoc(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** @returns the document with the value at the path; `undefined` takes it away. */
export function withValueAt(doc: Doc, path: string, value: unknown): Doc {
  const [name = '', ...rest] = path.split('.');
  if (name === '' || name === '__proto__') throw badValue(`The path '${path}' cannot be written`);
  const inner = rest.length === 0 ? value : withValueAt(asDoc(doc[name] ?? {}, name), rest.join('.'), value);
  const { [name]: _old, ...others } = doc;
  if (inner === undefined) return others;
  return name in doc ? { ...doc, [name]: inner } : { ...others, [name]: inner };
}
