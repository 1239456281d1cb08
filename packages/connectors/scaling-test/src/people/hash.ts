/** @returns a whole number from 0 to 2^32 - 1 that looks random and is the same for the same arguments (murmur3's finisher). */
export function hash(seed: number, index: number, purpose: number): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 0x7f4a7c15, 0xc2b2ae35) ^ Math.imul(purpose + 1, 0x27d4eb2f);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** @returns a number from 0 (included) to 1 (excluded), see {@link hash}. */
export function hashToShare(seed: number, index: number, purpose: number): number {
  return hash(seed, index, purpose) / 4_294_967_296;
}
