const RESERVED = new Set([
  'class',
  'default',
  'delete',
  'enum',
  'export',
  'function',
  'import',
  'in',
  'new',
  'null',
  'return',
  'this',
  'with',
]);

/** @returns any text as a name of the language, such as `getPersonNotes` for `get-person/notes`. */
export function toIdentifier(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words.map((word, index) => (index === 0 ? lowerFirst(word) : word.charAt(0).toUpperCase() + word.slice(1))).join('');
  const name = /^[a-z]/.test(joined) ? joined : `call${joined}`;
  return RESERVED.has(name) ? `${name}Call` : name;
}

/** `URLOf` stays readable as `urlOf`. */
function lowerFirst(word: string): string {
  const [capitals = ''] = /^[A-Z]*/.exec(word) ?? [];
  const count = capitals.length > 1 && capitals.length < word.length ? capitals.length - 1 : capitals.length;
  return word.slice(0, count).toLowerCase() + word.slice(count);
}

/** @returns the name, or the name with a number that is still free; takes it. */
export function takeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name}${number}`;
  taken.add(free);
  return free;
}

/** @returns how a field is written as a property. */
export function toProperty(field: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(field) ? field : toLiteral(field);
}

/** @returns how a field of a value is read. */
export function toAccess(value: string, field: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(field) ? `${value}.${field}` : `${value}[${toLiteral(field)}]`;
}

/** @returns a text in single quotes. */
export function toLiteral(text: string): string {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`);
  return `'${escaped}'`;
}
