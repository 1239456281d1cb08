/** @returns whether a text has the form of Attio's ids; others are refused with 400 where an id is expected. */
export function isAttioId(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}
