/** @returns a function that does the work at its first call; every call gets the result of that one. */
export function once(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return async () => (result ??= work());
}
