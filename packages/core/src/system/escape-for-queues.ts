/** What XML 1.0 excludes, so Amazon SQS refuses it in a body, and what is outside the basic plane, which some of its emulators refuse. */
const HARD_TO_CARRY = /[\uD800-\uDFFF\uFFFE\uFFFF]/g;

/** @returns the JSON as every queue carries it: emoji and non-characters are escaped, and read back as they were. */
export function escapeForQueues(json: string): string {
  return json.replaceAll(HARD_TO_CARRY, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
