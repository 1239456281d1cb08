/** Closes a `switch` over a union: does not compile when a case is missing. */
export function assertNever(value: never): never {
  throw new TypeError(`Unexpected value of kind ${typeof value}: a case is missing`);
}
