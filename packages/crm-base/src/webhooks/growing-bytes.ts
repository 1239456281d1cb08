const FIRST_CAPACITY = 4096;

/**
 * Bytes that come in pieces. A sender of single bytes must not make us keep an object for each: they are copied into one
 * array, which takes at most twice the room of what has come.
 */
export class GrowingBytes {
  readonly #maxBytes: number;
  #bytes = new Uint8Array();
  #length = 0;

  /** @param maxBytes - More are never appended. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  append(piece: Uint8Array): void {
    const length = this.#length + piece.byteLength;
    if (length > this.#bytes.byteLength) this.#grow(length);
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  /** @returns what was appended so far. */
  whole(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(length: number): void {
    const capacity = Math.max(length, Math.min(this.#maxBytes, Math.max(FIRST_CAPACITY, this.#bytes.byteLength * 2)));
    const grown = new Uint8Array(capacity);
    grown.set(this.whole());
    this.#bytes = grown;
  }
}
